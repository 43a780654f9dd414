package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.CallRefused;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an application's service config does to ours, and what of ours gRPC cannot do. */
@Timeout(60)
class ServiceConfigTest {

  static final Map<String, ?> OURS =
      Map.of("loadBalancingConfig", List.of(Map.of("switchboard", Map.of())));

  @Test
  void anApplicationThatLooksNothingUpHasItsOwnPolicy() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel first = lab.channel(b -> b.disableServiceConfigLookUp());
      for (int i = 0; i < 20; i++) {
        assertThat(Lab.get(first)).isEqualTo(Lab.get(first));
      }
      ManagedChannel round =
          lab.channel(
              b -> b.disableServiceConfigLookUp().defaultLoadBalancingPolicy("round_robin"));
      lab.awaitAnswersOf(round, servers);
      lab.register(servers[1]);
      Lab.await(() -> lab.snapshot().endpoints().size() == 1);
      Lab.await(() -> List.of(Lab.get(round), Lab.get(round)).equals(List.of("b", "b")));
      assertThat(lab.listener.events(AttemptStarted.class)).as("not ours").isEmpty();
    }
  }

  @Test
  void orOurPolicyWithoutOurRetries_thenEachTryIsACall() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel =
          lab.channel(b -> b.disableServiceConfigLookUp().defaultServiceConfig(OURS));
      lab.awaitAnswersOf(channel, servers);
      int before = servers[0].calls.get() + servers[1].calls.get();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == before);
      lab.listener.clear();
      servers[0].refuse(Status.UNAVAILABLE);
      servers[1].refuse(Status.UNAVAILABLE);
      Lab.failure(channel);
      Lab.await(() -> !lab.listener.events(CallEnded.class).isEmpty());
      assertThat(lab.listener.events(SwitchboardEvent.OfCall.class))
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly(
              "CallStarted", "AttemptStarted", "ResponseReceived", "AttemptEnded", "CallEnded");
      assertThat(lab.failures()).isOne();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void ourPolicyWorksWithOurTargetsOnly() {
    ManagedChannel channel =
        Grpc.newChannelBuilder("dns:///127.0.0.1:1", InsecureChannelCredentials.create())
            .defaultServiceConfig(OURS)
            .build();
    Status failure = Lab.failure(channel);
    channel.shutdownNow();
    assertThat(failure.getDescription())
        .contains("works only with targets such as switchboard:///");
  }

  @Test
  void whatGrpcCannotDoIsToldWhenTheChannelIsBuilt_once() throws Exception {
    List<String> told = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            told.add(new SimpleFormatter().formatMessage(message));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(ServiceConfig.class.getName());
    logger.addHandler(handler);
    try (Lab lab =
        new Lab(
            a ->
                a.withCall(
                    c ->
                        c.withPerTryTimeout(Duration.ofMillis(500))
                            .withRetry(r -> r.withRetries(7))))) {
      ManagedChannel channel = lab.channel();
      lab.registered("a");
      for (int wakes = 0; wakes < 3; wakes++) {
        assertThat(Lab.get(channel)).isEqualTo("a");
        channel.enterIdle();
      }
      assertThat(told)
          .containsExactly(
              "orders:50051: the perTryTimeout of 500 ms has no effect on gRPC calls, for gRPC"
                  + " has no such timeout; set shorter deadlines",
              "orders:50051: of 7 retries gRPC makes 4, unless the channel's builder has"
                  + " .maxRetryAttempts(8)");
      told.clear();
      lab.channel();
      assertThat(told).as("of each channel").hasSize(2);
      told.clear();
      try (Lab usual = new Lab()) {
        usual.channel();
      }
      assertThat(told).isEmpty();
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test
  void andItIsTrue() throws Exception {
    try (Lab lab =
        new Lab(
            a ->
                a.withCall(c -> c.withRetry(r -> r.withRetries(7).withBackoffBase(Duration.ZERO)))
                    .withOutlier(o -> o.withConsecutiveFailures(1000)))) {
      OrdersServer a = lab.registered("a")[0];
      a.refuse(Status.UNAVAILABLE);
      ManagedChannel usual = lab.channel();
      Lab.failure(usual);
      assertThat(a.calls).hasValue(5);
      ManagedChannel allowed = lab.channel(b -> b.maxRetryAttempts(8));
      Lab.failure(allowed);
      assertThat(a.calls).hasValue(5 + 8);
    }
  }

  private static Map<String, ?> timeout(String of, String time) {
    return Map.of(
        "methodConfig",
        List.of(
            Map.of(
                "name", List.of(Map.of("service", "shop.Orders", "method", of)), "timeout", time)));
  }

  private static ManagedChannel channel(Lab lab, Map<String, ?> own) {
    return lab.channel(b -> b.setNameResolverArg(SwitchboardGrpc.SERVICE_CONFIG, own));
  }

  @Test
  void theApplicationsOwnTimeoutGoesBeforeTheAliasesDeadline() throws Exception {
    try (Lab lab = new Lab(Lab.deadline(Duration.ofMillis(300)))) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = channel(lab, timeout("Get", "20s"));
      Lab.get(channel);
      a.delay(900);
      assertThat(Lab.get(channel)).isEqualTo("a");
      assertThat(Lab.failure(channel, Orders.ADD, CallOptions.DEFAULT, "7").getCode())
          .as("it has no timeout there")
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void whoDoesNotAnswerWithinItHasFailed() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = channel(lab, timeout("Get", "0.3s"));
      assertThat(Lab.call(channel, Orders.ADD)).isEqualTo("a");
      a.hang();
      assertThat(Lab.failure(channel).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      Lab.await(() -> lab.inFlight() == 0);
      assertThat(lab.failures()).isOne();
    }
  }

  @Test
  void alsoWhereEachTryIsACall_andTheDeadlineIsTheContexts() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel =
          lab.channel(b -> b.disableServiceConfigLookUp().defaultServiceConfig(OURS));
      Lab.get(channel);
      a.hang();
      ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
      try (Context.CancellableContext soon =
          Context.current().withDeadlineAfter(300, TimeUnit.MILLISECONDS, timer)) {
        Status failure = soon.call(() -> Lab.failure(channel));
        assertThat(failure.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      }
      timer.shutdown();
      Lab.await(() -> lab.inFlight() == 0);
      assertThat(lab.failures()).isOne();
    }
  }

  @Test
  void triesThatAreCallsOfTheirOwnAreNotHeldUpAtTheDoor() throws Exception {
    try (Lab lab = new Lab(x -> x.withCall(c -> c.withAdmission(l -> l.withConcurrencyLimit(1))))) {
      lab.registered("a");
      ManagedChannel channel =
          lab.channel(b -> b.disableServiceConfigLookUp().defaultServiceConfig(OURS));
      Answers answers = new Answers();
      StreamObserver<String> chat =
          ClientCalls.asyncBidiStreamingCall(
              channel.newCall(Orders.CHAT, CallOptions.DEFAULT), answers);
      chat.onNext("hello");
      answers.next();
      assertThat(Lab.get(channel)).isEqualTo("a");
      chat.onCompleted();
      answers.awaitEnd();
      assertThat(lab.listener.events(CallRefused.class)).isEmpty();
    }
  }
}
