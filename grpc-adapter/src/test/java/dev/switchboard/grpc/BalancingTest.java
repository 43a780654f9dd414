package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import io.grpc.ManagedChannel;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls go through, over all endpoints, and tell of themselves. */
@Timeout(60)
class BalancingTest {

  @Test
  void callsAreSpreadOverAllEndpoints() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      Map<String, Integer> answers = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        answers.merge(Lab.get(channel), 1, Integer::sum);
      }
      assertThat(answers).containsOnlyKeys("a", "b", "c");
      assertThat(answers.values()).allSatisfy(n -> assertThat(n).isBetween(7, 13));
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aCallTellsItsStory() throws Exception {
    try (Lab lab = new Lab()) {
      lab.registered("a");
      assertThat(Lab.get(lab.channel())).isEqualTo("a");
      Lab.await(() -> !lab.listener.events(CallEnded.class).isEmpty());
      assertThat(lab.listener.events(SwitchboardEvent.OfCall.class))
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly(
              "CallStarted", "AttemptStarted", "ResponseReceived", "AttemptEnded", "CallEnded");
      assertThat(lab.listener.events(ResponseReceived.class))
          .singleElement()
          .satisfies(
              response -> {
                assertThat(response.protocol()).isEqualTo(ResponseReceived.Protocol.GRPC);
                assertThat(response.status()).isZero();
              });
      CallEnded ended = lab.listener.events(CallEnded.class).get(0);
      AttemptEnded attempt = lab.listener.events(AttemptEnded.class).get(0);
      assertThat(ended.answered()).isTrue();
      assertThat(ended.attempts()).isOne();
      assertThat(ended.time()).isGreaterThanOrEqualTo(attempt.time());
    }
  }
}
