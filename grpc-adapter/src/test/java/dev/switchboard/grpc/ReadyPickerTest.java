package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Selection;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which calls try an endpoint again whose ejection is over. */
class ReadyPickerTest {

  private static final Endpoint BAD = Endpoint.of("10.0.0.1", 50051);
  private static final Endpoint GOOD = Endpoint.of("10.0.0.2", 50051);
  private static final CallOptions REPEATABLE =
      CallOptions.DEFAULT.withOption(SwitchboardGrpc.REPEATABLE, true);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder().clock(clock).resolver(resolver).build();
  private final Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();

  ReadyPickerTest() {
    resolver.set("orders", BAD, GOOD);
    Pick good = dialer.upstream().select(GOOD::equals).picks().get(0);
    for (int i = 0; i < 5; i++) {
      dialer.upstream().connectFailed(BAD, Outcome.connectFailure("refused"), clock.nanos());
      Attempt attempt = new Attempt(dialer.upstream(), good, 1, clock.nanos());
      attempt.showed(Outcome.SUCCESS, clock.nanos());
      attempt.finished();
    }
    clock.advance(Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    switchboard.close();
  }

  @Test
  void oneThatMayBeSentTwice() {
    assertThat(picked(Orders.GET, CallOptions.DEFAULT)).isEqualTo(BAD);
  }

  @Test
  void orOfWhichTheApplicationSaysSo() {
    assertThat(picked(Orders.ADD, REPEATABLE)).isEqualTo(BAD);
  }

  @Test
  void butNoneThatMayNot() {
    assertThat(picked(Orders.ADD, CallOptions.DEFAULT)).isEqualTo(GOOD);
  }

  @Test
  void andNoneThatIsNotRetried() {
    dialer.follow(dialer.policy().withRetry(r -> r.withRetries(0)));
    assertThat(picked(Orders.GET, CallOptions.DEFAULT)).isEqualTo(GOOD);
  }

  private @Nullable Endpoint picked(MethodDescriptor<?, ?> method, CallOptions given) {
    GrpcCall call = new GrpcCall(dialer, method, null, null, null);
    CallOptions options = given.withStreamTracerFactory(call);
    Metadata headers = new Metadata();
    call.newClientStreamTracer(StreamInfo.newBuilder().setCallOptions(options).build(), headers);
    Selection ready = dialer.upstream().select(e -> true);
    Map<EndpointStats, Subchannel> subchannels = new HashMap<>();
    for (Pick pick : ready.picks()) {
      subchannels.put(pick.stats(), new Connected(pick.endpoint()));
    }
    PickResult result =
        new ReadyPicker(dialer, ready, subchannels)
            .pickSubchannel(new Args(method, options, headers));
    return result.getSubchannel() instanceof Connected to ? to.endpoint : null;
  }

  private static final class Connected extends Subchannel {

    final Endpoint endpoint;

    Connected(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void shutdown() {}

    @Override
    public void requestConnection() {}

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }
  }

  private static final class Args extends PickSubchannelArgs {

    private final MethodDescriptor<?, ?> method;
    private final CallOptions options;
    private final Metadata headers;

    Args(MethodDescriptor<?, ?> method, CallOptions options, Metadata headers) {
      this.method = method;
      this.options = options;
      this.headers = headers;
    }

    @Override
    public CallOptions getCallOptions() {
      return options;
    }

    @Override
    public Metadata getHeaders() {
      return headers;
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      return method;
    }
  }
}
