package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.Dialer;
import dev.switchboard.call.SwitchboardException;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer.StreamInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders of events that real transports seldom show. */
class AttemptTracerTest {

  private final Lab lab = new Lab();
  private final Dialer dialer = lab.switchboard.dialer("orders", 50051).orElseThrow();
  private final GrpcCall call;
  private final AwaitedCall awaited;

  AttemptTracerTest() throws SwitchboardException {
    call = new GrpcCall(dialer, Orders.GET, dialer.followedCall(true), null, null);
    awaited = Objects.requireNonNull(call.awaited());
    lab.register(Endpoint.of("127.0.0.1", 1), Endpoint.of("127.0.0.1", 2));
  }

  @AfterEach
  void stop() {
    assertThat(lab.inFlight()).isZero();
    lab.close();
  }

  private AttemptTracer tracer(Metadata headers) {
    return tracer(headers, 1);
  }

  private AttemptTracer tracer(Metadata headers, int number) {
    StreamInfo info =
        StreamInfo.newBuilder()
            .setCallOptions(CallOptions.DEFAULT)
            .setPreviousAttempts(number - 1)
            .build();
    return (AttemptTracer) call.newClientStreamTracer(info, headers);
  }

  private void fail(AttemptTracer tracer) {
    pick(tracer);
    tracer.outboundHeaders();
    tracer.inboundTrailers(new Metadata());
    tracer.streamClosed(Status.UNAVAILABLE);
  }

  private void pick(AttemptTracer tracer) {
    tracer.picked(
        Objects.requireNonNull(
            dialer.upstream().pick(tracer.tried(), false, dialer.clock().nanos())));
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
    awaited.callerTold(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted CallEnded");
  }

  @Test
  void oneThatBeginsAfterItsCallIsOverNeverBegins() {
    AttemptTracer tracer = tracer(new Metadata());
    pick(tracer);
    awaited.callerTold(Status.CANCELLED);
    tracer.outboundHeaders();
    tracer.streamClosed(Status.CANCELLED);
    AttemptTracer another = tracer(new Metadata());
    pick(another);
    another.outboundHeaders();
    another.streamClosed(Status.CANCELLED);
    assertThat(story()).isEqualTo("CallStarted CallEnded");
  }

  @Test
  void whatTheEndpointSaidIsAnAnswer_whatBecameOfTheConnectionIsNot() {
    AttemptTracer lost = tracer(new Metadata());
    pick(lost);
    lost.outboundHeaders();
    lost.streamClosed(Status.UNAVAILABLE);
    awaited.callerTold(Status.UNAVAILABLE);
    assertThat(lab.listener.events(CallEnded.class))
        .extracting(CallEnded::answered)
        .containsExactly(false);
  }

  @Test
  void oneThatEndsAfterItsCallerIsToldEndsTheCall() {
    AttemptTracer tracer = tracer(new Metadata());
    pick(tracer);
    tracer.outboundHeaders();
    awaited.callerTold(Status.CANCELLED);
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
    awaited.callerTold(Status.CANCELLED);
  }

  @Test
  void aRetryIsPaidOnce_howeverOftenItsEndpointIsPicked_andIfGrpcRepeatsIt() {
    dialer.follow(
        dialer
            .policy()
            .withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(1))); // 10 in 10 s
    long now = dialer.clock().nanos();
    for (int paid = 1; paid <= 9; paid++) {
      assertThat(dialer.mayRetry(now)).isTrue();
    }
    AttemptTracer first = tracer(new Metadata());
    assertThat(first.mayBeMade(now)).isTrue();
    fail(first);
    AttemptTracer second = tracer(new Metadata(), 2);
    assertThat(second.mayBeMade(now)).as("the last of ten").isTrue();
    assertThat(second.mayBeMade(now)).isTrue();
    second.streamClosed(Status.UNAVAILABLE);
    AttemptTracer repeated = tracer(new Metadata(), 2);
    assertThat(repeated.mayBeMade(now)).isTrue();
    fail(repeated);
    assertThat(tracer(new Metadata(), 3).mayBeMade(now)).isFalse();
    awaited.callerTold(Status.UNAVAILABLE);
  }

  @Test
  void oneThatFollowsAHedgeIsPaid_aHedgeIsNot() {
    dialer.follow(dialer.policy().withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(0)));
    AttemptTracer first = tracer(new Metadata());
    pick(first);
    first.outboundHeaders();
    AttemptTracer hedge = tracer(new Metadata(), 2);
    assertThat(hedge.mayBeMade(dialer.clock().nanos())).isTrue();
    fail(hedge);
    first.streamClosed(Status.UNAVAILABLE);
    assertThat(tracer(new Metadata(), 3).mayBeMade(dialer.clock().nanos())).isFalse();
    awaited.callerTold(Status.UNAVAILABLE);
  }

  @Test
  void eachKnowsWhereThoseBeforeItWent() {
    AttemptTracer first = tracer(new Metadata());
    assertThat(first.tried().isEmpty()).isTrue();
    fail(first);
    AttemptTracer second = tracer(new Metadata(), 2);
    fail(second);
    List<Endpoint> went =
        lab.listener.events(AttemptStarted.class).stream().map(AttemptStarted::endpoint).toList();
    assertThat(went).doesNotHaveDuplicates().hasSize(2);
    AttemptTracer third = tracer(new Metadata(), 3);
    assertThat(dialer.upstream().select(e -> true).picks()).allMatch(third.tried());
    awaited.callerTold(Status.UNAVAILABLE);
  }
}
