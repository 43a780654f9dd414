package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried again, where, and how often. */
@Timeout(60)
class RetryTest {

  private static final Status BUSY = Status.UNAVAILABLE.withDescription("busy");

  private static Lab lab(UnaryOperator<CallPolicy> change) {
    return new Lab(
        alias ->
            alias
                .withCall(
                    c -> change.apply(c.withRetry(r -> r.withBackoffBase(Duration.ofMillis(1)))))
                .withOutlier(o -> o.withConsecutiveFailures(1000)));
  }

  private static void awaitEnd(Lab lab, int calls) {
    Lab.await(() -> lab.listener.events(CallEnded.class).size() >= calls);
  }

  @Test
  void unavailableIsTriedElsewhere() throws Exception {
    try (Lab lab = lab(c -> c)) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(BUSY);
      servers[1].refuse(BUSY);
      for (int i = 0; i < 30; i++) {
        assertThat(Lab.get(channel)).isEqualTo("c");
      }
    }
  }

  @Test
  void eachTryGoesToAnotherEndpoint_untilNoneAreLeft() throws Exception {
    try (Lab lab = lab(c -> c)) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      for (OrdersServer server : servers) {
        server.refuse(BUSY);
      }
      for (int i = 0; i < 20; i++) {
        int before = lab.listener.events(CallEnded.class).size();
        awaitEnd(lab, before);
        lab.listener.clear();
        assertThat(Lab.failure(channel).getDescription()).isEqualTo("busy");
        awaitEnd(lab, 1);
        assertThat(lab.listener.events(AttemptStarted.class))
            .extracting(AttemptStarted::number)
            .containsExactly(1, 2, 3);
        assertThat(lab.listener.events(AttemptStarted.class))
            .extracting(AttemptStarted::endpoint)
            .doesNotHaveDuplicates();
        assertThat(lab.listener.events(SwitchboardEvent.OfCall.class))
            .extracting(e -> e.getClass().getSimpleName())
            .containsExactly(
                "CallStarted",
                "AttemptStarted",
                "ResponseReceived",
                "AttemptEnded",
                "AttemptStarted",
                "ResponseReceived",
                "AttemptEnded",
                "AttemptStarted",
                "ResponseReceived",
                "AttemptEnded",
                "RetryRefused",
                "CallEnded");
        assertThat(lab.listener.events(RetryRefused.class))
            .extracting(RetryRefused::reason)
            .containsExactly(RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
        assertThat(lab.listener.events(CallEnded.class))
            .singleElement()
            .satisfies(
                ended -> {
                  assertThat(ended.answered()).as("an answer, whatever it says").isTrue();
                  assertThat(ended.attempts()).isEqualTo(3);
                });
      }
    }
  }

  @Test
  void whatMayNotBeSentTwiceIsNot_unlessTheApplicationSaysSo() throws Exception {
    try (Lab lab = lab(c -> c)) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(BUSY);
      servers[1].refuse(BUSY);
      lab.listener.clear();
      Status once = Lab.failure(channel, Orders.ADD, CallOptions.DEFAULT, "7");
      assertThat(once.getDescription()).isEqualTo("busy");
      awaitEnd(lab, 1);
      assertThat(lab.listener.events(AttemptStarted.class)).hasSize(1);
      assertThat(lab.listener.events(RetryRefused.class))
          .extracting(RetryRefused::reason)
          .containsExactly(RetryRefused.Reason.NOT_REPEATABLE);
      lab.listener.clear();
      CallOptions repeatable = CallOptions.DEFAULT.withOption(SwitchboardGrpc.REPEATABLE, true);
      Lab.failure(channel, Orders.ADD, repeatable, "7");
      awaitEnd(lab, 1);
      assertThat(lab.listener.events(AttemptStarted.class)).hasSize(3);
    }
  }

  @Test
  void noRetriesWhereThePolicyHasNone_andMoreWhereItHasMore() throws Exception {
    for (int retries : List.of(0, 1, 4, 6)) { // gRPC makes no more than 5 tries, unless told so
      try (Lab lab = lab(c -> c.withRetry(r -> r.withRetries(retries)))) {
        OrdersServer[] servers = lab.registered("a", "b");
        ManagedChannel channel = lab.channel();
        lab.awaitAnswersOf(channel, servers);
        servers[0].refuse(BUSY);
        servers[1].refuse(BUSY);
        lab.listener.clear();
        Lab.failure(channel);
        awaitEnd(lab, 1);
        assertThat(lab.listener.events(AttemptStarted.class)).hasSize(Math.min(5, retries + 1));
        assertThat(lab.listener.events(RetryRefused.class))
            .extracting(RetryRefused::reason)
            .containsExactly(RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
      }
    }
  }

  @Test
  void whereTheBudgetIsSpentTheCallEndsAsItsTryDid() throws Exception {
    try (Lab lab = lab(c -> c.withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(0)))) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(BUSY);
      servers[1].refuse(BUSY);
      int before = servers[0].calls.get() + servers[1].calls.get();
      awaitEnd(lab, before);
      lab.listener.clear();
      Status failure = Lab.failure(channel);
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(failure.getDescription())
          .startsWith("busy; not retried, because too many calls to orders:50051");
      awaitEnd(lab, 1);
      assertThat(servers[0].calls.get() + servers[1].calls.get()).isEqualTo(before + 1);
      assertThat(lab.listener.events(RetryRefused.class))
          .extracting(RetryRefused::reason)
          .containsExactly(RetryRefused.Reason.BUDGET_EXHAUSTED);
    }
  }

  @Test
  void applicationErrorsAreAnswers() throws Exception {
    try (Lab lab = lab(c -> c)) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      for (Status status :
          List.of(Status.NOT_FOUND, Status.RESOURCE_EXHAUSTED, Status.INTERNAL, Status.ABORTED)) {
        servers[0].refuse(status);
        servers[1].refuse(status);
        int before = servers[0].calls.get() + servers[1].calls.get();
        assertThat(Lab.failure(channel).getCode()).isEqualTo(status.getCode());
        assertThat(servers[0].calls.get() + servers[1].calls.get()).isEqualTo(before + 1);
      }
      assertThat(lab.failures()).as("INTERNAL alone").isEqualTo(1);
    }
  }

  @Test
  void anApplicationsOwnServiceConfigWins() throws Exception {
    Map<String, ?> retry =
        Map.of(
            "maxAttempts",
            2.0,
            "initialBackoff",
            "0.001s",
            "maxBackoff",
            "0.001s",
            "backoffMultiplier",
            1.0,
            "retryableStatusCodes",
            List.of("ABORTED"));
    Map<String, ?> own =
        Map.of(
            "methodConfig",
            List.of(
                Map.of(
                    "name",
                    List.of(Map.of("service", "shop.Orders", "method", "Add")),
                    "retryPolicy",
                    retry)));
    try (Lab lab = lab(c -> c)) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel =
          lab.channel(b -> b.setNameResolverArg(SwitchboardGrpc.SERVICE_CONFIG, own));
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(Status.ABORTED);
      for (int i = 0; i < 10; i++) {
        assertThat(Lab.call(channel, Orders.ADD)).as("retried as it says").isEqualTo("b");
      }
      servers[0].refuse(BUSY);
      servers[1].refuse(BUSY);
      int before = servers[0].calls.get() + servers[1].calls.get();
      Lab.failure(channel);
      assertThat(servers[0].calls.get() + servers[1].calls.get())
          .as("not retried by our policy")
          .isEqualTo(before + 1);
    }
  }

  @Test
  void whatGrpcRepeatsByItselfIsNoRetry() throws Exception {
    try (Lab lab = lab(c -> c.withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(0)));
        RefusingPeer refusing = new RefusingPeer()) {
      OrdersServer a = lab.server("a");
      lab.register(a);
      ManagedChannel channel = lab.channel();
      Lab.get(channel); // gRPC repeats it once: then another endpoint must be there
      lab.register(refusing.endpoint(), a.endpoint());
      Lab.await(
          () -> {
            assertThat(Lab.call(channel, Orders.ADD)).isEqualTo("a");
            return refusing.refused() >= 3;
          });
      int calls = a.calls.get();
      awaitEnd(lab, calls);
      assertThat(lab.listener.events(AttemptStarted.class))
          .allSatisfy(attempt -> assertThat(attempt.number()).isOne())
          .hasSize(calls + refusing.refused());
      assertThat(lab.listener.events(RetryRefused.class)).isEmpty();
      assertThat(lab.snapshot(refusing.endpoint()).failures()).as("nobody's fault").isZero();
    }
  }

  @Test
  void theAliasesDeadlineHoldsWhereTheCallerSetNone() throws Exception {
    try (Lab lab = lab(c -> c.withDeadline(Duration.ofMillis(300)))) {
      OrdersServer[] servers = lab.registered("a");
      ManagedChannel channel = lab.channel();
      Lab.get(channel);
      servers[0].hang();
      assertThat(Lab.failure(channel).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      Endpoint endpoint = servers[0].endpoint();
      Lab.await(() -> lab.snapshot(endpoint).failures() == 1);
    }
  }

  @Test
  void aCallersOwnDeadlineWins() throws Exception {
    try (Lab lab = lab(c -> c.withDeadline(Duration.ofMillis(200)))) {
      OrdersServer[] servers = lab.registered("a");
      ManagedChannel channel = lab.channel();
      servers[0].delay(600);
      assertThat(
              ClientCalls.blockingUnaryCall(
                  channel,
                  Orders.GET,
                  CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(20)),
                  "7"))
          .isEqualTo("a");
    }
  }

  @Test
  void soDoesThatOfTheContext_andWhoLetsItPassHasFailed() throws Exception {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    try (Lab lab = lab(c -> c.withDeadline(Duration.ofMillis(200)))) {
      OrdersServer[] servers = lab.registered("a");
      ManagedChannel channel = lab.channel();
      servers[0].delay(600);
      try (CancellableContext longer =
          Context.current().withDeadlineAfter(20, TimeUnit.SECONDS, timer)) {
        assertThat(longer.call(() -> Lab.get(channel))).isEqualTo("a");
      }
      servers[0].hang();
      CallOptions later = CallOptions.DEFAULT.withDeadlineAfter(Duration.ofSeconds(20));
      try (CancellableContext earlier =
          Context.current().withDeadlineAfter(300, TimeUnit.MILLISECONDS, timer)) {
        Status status = earlier.call(() -> Lab.failure(channel, Orders.GET, later, "7"));
        assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
      Lab.await(() -> lab.snapshot(servers[0]).failures() == 1);
    } finally {
      timer.shutdownNow();
    }
  }
}
