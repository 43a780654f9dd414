package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders of events that real transports seldom show. */
class AttemptTracerTest {

  private final Lab lab = new Lab();
  private final Dialer dialer = lab.switchboard.dialer("orders", 50051).orElseThrow();
  private final GrpcCall call = new GrpcCall(dialer.followedCall(true), Orders.GET, null, null);

  AttemptTracerTest() {
    lab.register(Endpoint.of("127.0.0.1", 1), Endpoint.of("127.0.0.1", 2));
  }

  @AfterEach
  void stop() {
    assertThat(lab.inFlight()).isZero();
    lab.close();
  }

  private AttemptTracer tracer(Metadata headers) {
    StreamInfo info = StreamInfo.newBuilder().setCallOptions(CallOptions.DEFAULT).build();
    return (AttemptTracer) call.newClientStreamTracer(info, headers);
  }

  private void pick(AttemptTracer tracer) {
    tracer.picked(
        Objects.requireNonNull(
            call.pick(
                dialer.upstream().select(e -> true), CallKeys.none(), dialer.clock().nanos())));
  }

  private String story() {
    StringBuilder story = new StringBuilder();
    for (SwitchboardEvent.OfCall event : lab.listener.events(SwitchboardEvent.OfCall.class)) {
      story.append(event.getClass().getSimpleName()).append(' ');
    }
    return story.toString().trim();
  }

  @Test
  void oneThatIsCancelledBeforeItsHeadersAreSentNeverBegins() {
    AttemptTracer tracer = tracer(new Metadata());
    pick(tracer);
    tracer.streamClosed(Status.CANCELLED);
    tracer.outboundHeaders();
    call.closed(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted CallEnded");
  }

  @Test
  void oneThatBeginsAfterItsCallIsOverNeverBegins() {
    AttemptTracer tracer = tracer(new Metadata());
    pick(tracer);
    call.closed(Status.CANCELLED);
    tracer.outboundHeaders();
    tracer.streamClosed(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted CallEnded");
  }

  @Test
  void oneThatEndsAfterItsCallerIsToldEndsTheCall() {
    AttemptTracer tracer = tracer(new Metadata());
    pick(tracer);
    tracer.outboundHeaders();
    call.closed(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted AttemptStarted");
    tracer.streamClosed(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted AttemptStarted AttemptEnded CallEnded");
    assertThat(lab.failures()).isZero();
  }

  @Test
  void ofHedgedTriesEachIsKnownByItsHeaders() {
    Metadata first = new Metadata();
    Metadata second = new Metadata();
    AttemptTracer one = tracer(first);
    AttemptTracer other = tracer(second);
    assertThat(call.tracer(first)).isSameAs(one);
    assertThat(call.tracer(second)).isSameAs(other);
    assertThat(call.tracer(new Metadata())).as("the newest").isSameAs(other);
    call.closed(Status.CANCELLED);
  }
}
