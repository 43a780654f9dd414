package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.EndpointMissing;
import dev.switchboard.health.Standing.State;
import dev.switchboard.resolve.ResolutionError;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels begin, wait, idle, end; and share what they know. */
@Timeout(60)
class LifeTest {

  private static CompletableFuture<String> async(ManagedChannel channel, CallOptions options) {
    return CompletableFuture.supplyAsync(
        () -> ClientCalls.blockingUnaryCall(channel, Orders.GET, options, "7"));
  }

  @Test
  void theFirstCallWaitsForTheFirstAnswerOfTheRegistry() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.server("a");
      CompletableFuture<String> waiting = async(lab.channel(), CallOptions.DEFAULT);
      Lab.await(() -> lab.resolver.uses("orders") > 0);
      assertThat(waiting).isNotDone();
      lab.register(a);
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("a");
    }
  }

  @Test
  void butNotForEver() {
    try (Lab lab = new Lab(a -> a.withCall(c -> c.withEndpointTimeout(Duration.ofMillis(200))))) {
      Status failure = Lab.failure(lab.channel());
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(failure.getDescription())
          .contains("no endpoint for orders:50051: the registry has not answered yet");
      Lab.await(() -> !lab.listener.events(CallEnded.class).isEmpty());
      assertThat(lab.listener.events(SwitchboardEvent.OfCall.class))
          .extracting(e -> e.getClass().getSimpleName())
          .containsExactly("CallStarted", "EndpointMissing", "CallEnded");
      assertThat(lab.listener.events(EndpointMissing.class).get(0).reason())
          .isEqualTo(Absence.Reason.NOT_YET_RESOLVED);
    }
  }

  @Test
  void anUnknownServiceIsToldAtOnce() {
    try (Lab lab = new Lab()) {
      lab.resolver.fail(
          "orders",
          new ResolutionError(ResolutionError.Kind.UNKNOWN_SERVICE, "no service \"orders\""));
      Status failure = Lab.failure(lab.channel());
      assertThat(failure.getDescription()).contains("no service \"orders\"");
    }
  }

  @Test
  void aCallThatWaitsForReadyWaitsForEndpoints() throws Exception {
    try (Lab lab = new Lab(a -> a.withCall(c -> c.withEndpointTimeout(Duration.ofMillis(50))))) {
      OrdersServer a = lab.server("a");
      ManagedChannel channel = lab.channel();
      Lab.failure(channel);
      CompletableFuture<String> waiting = async(channel, CallOptions.DEFAULT.withWaitForReady());
      lab.register(a);
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("a");
    }
  }

  @Test
  void whatIsNewIsUsed_whatIsGoneIsNot() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      OrdersServer c = lab.server("c");
      lab.register(servers[1], c);
      Lab.await(() -> Lab.get(channel).equals("c"));
      int before = servers[0].calls.get();
      for (int i = 0; i < 50; i++) {
        Lab.get(channel);
      }
      assertThat(servers[0].calls).hasValue(before);
    }
  }

  @Test
  void twoChannelsShareWhatTheyLearn() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel one = lab.channel();
      ManagedChannel other = lab.channel();
      lab.awaitAnswersOf(one, servers);
      lab.awaitAnswersOf(other, servers);
      servers[0].refuse(Status.UNAVAILABLE);
      Lab.await(
          () -> {
            Lab.get(one);
            return lab.snapshot(servers[0]).state() == State.EJECTED;
          });
      lab.listener.clear();
      for (int i = 0; i < 50; i++) {
        Lab.get(other);
      }
      assertThat(lab.listener.events(AttemptStarted.class))
          .noneMatch(attempt -> attempt.endpoint().equals(servers[0].endpoint()));
    }
  }

  @Test
  void whatAnotherAdapterFoundBadIsNotCalled() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      Endpoint bad = servers[0].endpoint();
      Dialer http = lab.switchboard.dialer("orders", 50051).orElseThrow();
      while (lab.snapshot(bad).state() != State.EJECTED) {
        BlockingCall call = http.blockingCall(true);
        Step step = call.start();
        while (step instanceof Step.Try next) {
          boolean refused = next.attempt().endpoint().equals(bad);
          Outcome outcome = refused ? Outcome.connectFailure("refused") : Outcome.SUCCESS;
          step = call.attemptEnded(outcome, refused ? new ConnectException() : null);
          next.attempt().finished();
        }
      }
      for (int i = 0; i < 20; i++) {
        assertThat(Lab.get(channel)).isEqualTo("b");
      }
    }
  }

  @Test
  void anIdleChannelStartsAgain() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel(b -> b.idleTimeout(1, TimeUnit.SECONDS));
      lab.awaitAnswersOf(channel, servers);
      Lab.await(() -> channel.getState(false) == ConnectivityState.IDLE);
      assertThat(Lab.get(channel)).isIn("a", "b");
    }
  }

  @Test
  void whereTheSwitchboardIsClosedCallsFail() throws Exception {
    try (Lab lab = new Lab()) {
      lab.registered("a");
      ManagedChannel channel = lab.channel();
      Lab.get(channel);
      lab.switchboard.close();
      Status failure = Lab.failure(channel);
      assertThat(failure.getDescription()).contains("this Switchboard was closed");
    }
  }

  @Test
  void alsoWhereTheChannelWasIdleMeanwhile() throws Exception {
    try (Lab lab = new Lab()) {
      lab.registered("a");
      ManagedChannel channel = lab.channel();
      Lab.get(channel);
      lab.switchboard.close();
      channel.enterIdle();
      Status failure = Lab.failure(channel);
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(failure.getDescription()).contains("this Switchboard was closed");
    }
  }

  @Test
  void retriesFollowAChangedPolicy() throws Exception {
    // What follows a file is the dialer; a channel asks it for each call.
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      Dialer dialer = lab.switchboard.dialer("orders", 50051).orElseThrow();
      dialer.follow(dialer.policy().withRetry(r -> r.withRetries(0)));
      dialer.upstream().follow(Balancer.random());
      servers[0].refuse(Status.UNAVAILABLE);
      servers[1].refuse(Status.UNAVAILABLE);
      int before = servers[0].calls.get() + servers[1].calls.get();
      Lab.failure(channel);
      assertThat(servers[0].calls.get() + servers[1].calls.get()).isEqualTo(before + 1);
    }
  }

  @Test
  void nothingIsLeftOfAChannelThatIsClosed() throws Exception {
    Set<String> before = threads();
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      for (int i = 0; i < 20; i++) {
        ManagedChannel channel = lab.channel();
        Lab.get(channel);
        channel.shutdown();
        assertThat(channel.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
      }
      Lab.await(() -> servers[0].connections() + servers[1].connections() == 0);
      assertThat(lab.inFlight()).isZero();
    }
    Lab.await(() -> before.containsAll(threads()));
  }

  /** Ours; gRPC keeps its own for the next channel. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("switchboard"))
        .collect(Collectors.toSet());
  }

  @Test
  void aChannelOfItsOwnSwitchboard() throws Exception {
    try (Lab lab = new Lab();
        Lab other = new Lab()) {
      lab.registered("a");
      other.registered("z");
      assertThat(Lab.get(lab.channel())).isEqualTo("a");
      assertThat(Lab.get(other.channel())).isEqualTo("z");
    }
  }
}
