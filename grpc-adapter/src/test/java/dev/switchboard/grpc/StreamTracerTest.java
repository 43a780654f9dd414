package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.SwitchboardException;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.Tried;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What of a stream's time is the endpoint's. */
class StreamTracerTest {

  private final ManualClock clock = new ManualClock();
  private final RecordingListener listener = new RecordingListener();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder().clock(clock).resolver(resolver).listener(listener).build();
  private final Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();
  private final GrpcCall call;
  private final AttemptTracer tracer;
  private final Pick pick;

  StreamTracerTest() throws SwitchboardException {
    resolver.set("orders", Endpoint.of("10.0.0.1", 50051));
    pick = Objects.requireNonNull(dialer.upstream().pick(new Tried(), false, clock.nanos()));
    call = new GrpcCall(dialer, Orders.CHAT, dialer.followedCall(false), null, null);
    StreamInfo info = StreamInfo.newBuilder().setCallOptions(CallOptions.DEFAULT).build();
    tracer = call.newTracer(info, new Metadata(), 1);
    tracer.picked(pick);
    tracer.outboundHeaders();
  }

  @AfterEach
  void stop() {
    switchboard.close();
  }

  private void end(Status status) {
    tracer.streamClosed(status);
    Objects.requireNonNull(call.awaited()).callerTold(status);
  }

  /** As balancers see it. */
  private double latencyMillis() {
    return pick.stats().expectedWaitNanos(clock.nanos()) / (pick.stats().inFlight() + 1) / 1e6;
  }

  @Test
  void fromTheLastMessageToTheHeaders() {
    clock.advance(Duration.ofSeconds(10)); // the client takes its time
    tracer.outboundMessage(0);
    clock.advance(Duration.ofMillis(50));
    tracer.inboundHeaders();
    assertThat(latencyMillis()).isCloseTo(50, Percentage.withPercentage(1));
    clock.advance(Duration.ofHours(1));
    tracer.outboundMessage(1);
    tracer.inboundTrailers(new Metadata());
    end(Status.OK);
    assertThat(pick.stats().inFlight()).isZero();
    Duration upToItsHeaders = Duration.ofMillis(10_050);
    assertThat(listener.events(AttemptEnded.class))
        .extracting(AttemptEnded::time)
        .containsExactly(upToItsHeaders);
    assertThat(listener.events(CallEnded.class))
        .extracting(CallEnded::time)
        .containsExactly(upToItsHeaders);
  }

  @Test
  void toTheEndIfThereAreNoHeaders() {
    clock.advance(Duration.ofSeconds(10));
    tracer.outboundMessage(0);
    clock.advance(Duration.ofMillis(50));
    tracer.inboundTrailers(new Metadata());
    end(Status.NOT_FOUND);
    assertThat(latencyMillis()).isCloseTo(50, Percentage.withPercentage(1));
    assertThat(listener.events(CallEnded.class))
        .extracting(CallEnded::time)
        .containsExactly(Duration.ofMillis(10_050));
  }
}
