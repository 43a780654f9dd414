package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.upstream.Selection;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What it takes to follow a call whose end nobody waits for: Switchboard's own objects, and the
 * options that carry them. On one thread, without what gRPC itself does for a call.
 */
class AllocationTest {

  private static final int CALLS = 2_000;

  /** Four objects of ours and six of gRPC's, with nothing optimized away: 352. */
  private static final int BYTES_PER_CALL = 400;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.HOURS);
  private final StreamInfo info = StreamInfo.newBuilder().setCallOptions(options).build();
  private final Metadata headers = new Metadata();
  private final Remembering channel = new Remembering();

  @Test
  void aCallAllocatesLittle() {
    try (Switchboard switchboard =
        Switchboard.builder()
            .resolver(StaticResolver.of(Map.of("orders", List.of(Endpoint.of("10.0.0.1", 1)))))
            .build()) {
      Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();
      CallFollower follower = new CallFollower(dialer, false, new OwnTimeouts(null));
      dialer.upstream().use(dialer.clock().nanos());
      Lab.await(() -> !dialer.upstream().endpoints().isEmpty());
      Selection endpoints = dialer.upstream().select(e -> true);
      calls(dialer, follower, endpoints); // warm up
      long before = THREADS.getCurrentThreadAllocatedBytes();
      calls(dialer, follower, endpoints);
      long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / CALLS;
      assertThat(bytes).as("bytes per call").isBetween(1L, (long) BYTES_PER_CALL);
      assertThat(dialer.upstream().snapshot(0).endpoints().get(0).attempts()).isEqualTo(2 * CALLS);
    }
  }

  private void calls(Dialer dialer, CallFollower follower, Selection endpoints) {
    for (int i = 0; i < CALLS; i++) {
      follower.interceptCall(Orders.ADD, options, channel);
      GrpcCall call = Objects.requireNonNull(GrpcCall.of(channel.made));
      AttemptTracer tracer = (AttemptTracer) call.newClientStreamTracer(info, headers);
      long now = dialer.clock().nanos();
      tracer.mayBeMade(now);
      tracer.picked(Objects.requireNonNull(endpoints.pick(tracer, tracer.tried(), false, now)));
      tracer.outboundHeaders();
      tracer.inboundTrailers(headers);
      tracer.streamClosed(Status.OK);
    }
  }

  /** Makes no calls, but remembers how they were to be made. */
  private static final class Remembering extends Channel {

    CallOptions made = CallOptions.DEFAULT;

    @Override
    public <ReqT, RespT> ClientCall<ReqT, RespT> newCall(
        MethodDescriptor<ReqT, RespT> method, CallOptions with) {
      made = with;
      return new Idle<>();
    }

    @Override
    public String authority() {
      return "orders:50051";
    }
  }

  private static final class Idle<ReqT, RespT> extends ClientCall<ReqT, RespT> {

    @Override
    public void start(Listener<RespT> listener, Metadata headers) {}

    @Override
    public void request(int messages) {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(ReqT message) {}
  }
}
