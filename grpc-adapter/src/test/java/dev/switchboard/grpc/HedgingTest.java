package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several tries at once, as an application's own service config may want them. */
@Timeout(60)
class HedgingTest {

  private static Map<String, ?> hedging(String delay) {
    Map<String, ?> policy =
        Map.of(
            "maxAttempts", 2.0, "hedgingDelay", delay, "nonFatalStatusCodes", List.of("ABORTED"));
    return Map.of(
        "methodConfig", List.of(Map.of("name", List.of(Map.of()), "hedgingPolicy", policy)));
  }

  private static Lab withoutBudget() {
    return new Lab(
        alias ->
            alias.withCall(c -> c.withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(0))));
  }

  private static ManagedChannel hedged(Lab lab, String delay) {
    return lab.channel(b -> b.setNameResolverArg(SwitchboardGrpc.SERVICE_CONFIG, hedging(delay)));
  }

  @Test
  void aHedgeGoesElsewhere_andWhoAnswersFirstWins() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("slow", "fast");
      ManagedChannel channel = hedged(lab, "0.02s");
      lab.awaitAnswersOf(channel, servers);
      servers[0].delay(2000);
      for (int i = 0; i < 6; i++) {
        assertThat(Lab.get(channel)).isEqualTo("fast");
      }
      assertThat(lab.failures()).as("the loser is cancelled").isZero();
    }
  }

  @Test
  void aHedgeIsNoRetry_soThatASpentBudgetFailsNoCall() throws Exception {
    try (Lab lab = withoutBudget()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = hedged(lab, "0.02s");
      lab.awaitAnswersOf(channel, servers);
      servers[0].delay(500);
      servers[1].delay(500);
      lab.listener.clear();
      for (int i = 0; i < 3; i++) {
        assertThat(Lab.get(channel)).isIn("a", "b");
      }
      assertThat(lab.listener.events(AttemptStarted.class)).anyMatch(a -> a.number() == 2);
      assertThat(lab.listener.events(RetryRefused.class)).isEmpty();
    }
  }

  @Test
  void butOneAfterAFailureIsPaid() throws Exception {
    try (Lab lab = withoutBudget()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = hedged(lab, "1s");
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(Status.ABORTED);
      servers[1].refuse(Status.ABORTED);
      assertThat(Lab.failure(channel).getDescription()).contains("not retried");
      assertThat(lab.listener.events(RetryRefused.class))
          .extracting(RetryRefused::reason)
          .containsExactly(RetryRefused.Reason.BUDGET_EXHAUSTED);
    }
  }
}
