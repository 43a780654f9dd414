package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.CircuitBreakerPolicy;
import dev.switchboard.call.CircuitOpenException;
import dev.switchboard.call.ConcurrencyLimitException;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that are not let in. */
@Timeout(60)
class AdmissionTest {

  @Test
  void oneTooManyFailsAtOnce_untilAnotherIsOver() throws Exception {
    try (Lab lab = new Lab(a -> a.withCall(c -> c.withAdmission(x -> x.withConcurrencyLimit(1))))) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = lab.channel();
      Answers answers = new Answers();
      StreamObserver<String> chat =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(Orders.CHAT, CallOptions.DEFAULT), answers);
      chat.onNext("hello");
      answers.next();
      lab.listener.clear();
      Status refused = Lab.failure(channel);
      assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getCause()).isInstanceOf(ConcurrencyLimitException.class);
      assertThat(lab.listener.events(SwitchboardEvent.OfCall.class))
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("CallStarted", "CallRefused", "CallEnded");
      chat.onCompleted();
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 2);
      assertThat(Lab.get(channel)).isEqualTo("a");
      assertThat(a.calls).as("the stream, and the call after it").hasValue(2);
    }
  }

  @Test
  void whereAllFailTheCircuitOpens() throws Exception {
    try (Lab lab =
        new Lab(
            a ->
                a.withCall(
                    c ->
                        c.withAdmission(
                            x -> x.withCircuitBreaker(CircuitBreakerPolicy.defaults()))))) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = lab.channel();
      a.refuse(Status.INTERNAL);
      Lab.await(() -> Lab.failure(channel).getCause() instanceof CircuitOpenException);
      int calls = a.calls.get();
      assertThat(calls).isBetween(20, 21); // the last one's end may be told after its answer
      assertThat(Lab.failure(channel).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(a.calls).hasValue(calls);
    }
  }
}
