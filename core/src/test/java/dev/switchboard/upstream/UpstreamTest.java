package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.Standing.State;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpstreamTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private static Set<Endpoint> picked(Rig rig, int times) {
    return IntStream.range(0, times)
        .mapToObj(i -> rig.pick().endpoint())
        .collect(Collectors.toSet());
  }

  @Test
  void aRouteToWhatNobodyHasIsToldInTheSnapshot() {
    Rig lab =
        new Rig(
            Balancer.split(
                List.of(SplitRoute.to("version", "2"), SplitRoute.toRest()), Balancer.random()),
            A);
    assertThat(lab.upstream.snapshot(lab.clock.nanos()).problem())
        .isEqualTo("no endpoint has {version=2}, where a route of the split leads");
  }

  @Test
  void avoidsWhatWasTried_thenTheLeastRecentlyFailed() {
    Rig rig = new Rig(A, B, C);
    for (Endpoint endpoint : List.of(B, A, C)) {
      rig.clock.advance(Duration.ofSeconds(1));
      rig.attempt(endpoint, REFUSED);
    }
    Tried tried = new Tried();
    Set<Endpoint> seen = new java.util.HashSet<>();
    for (int i = 0; i < 3; i++) {
      Pick pick = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
      assertThat(seen.add(pick.endpoint())).isTrue();
      tried.add(pick);
    }
    Pick fourth = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
    assertThat(fourth.endpoint()).isEqualTo(B);
  }

  @Test
  void retriesDoNotShiftTheRound() {
    Rig rig = new Rig(A, B);
    List<Endpoint> first = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Tried tried = new Tried();
      Pick pick = Objects.requireNonNull(rig.upstream.pick(tried, true, 0));
      first.add(pick.endpoint());
      tried.add(pick);
      rig.upstream.pick(tried, true, 0);
    }
    assertThat(first.get(0)).isEqualTo(first.get(2)).isNotEqualTo(first.get(1));
  }

  @Test
  void ejectedFor30Seconds_thenOneProbe_thenBack() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).reason()).contains("5 failures in a row, last: connect refused");
    assertThat(picked(rig, 100)).containsExactlyInAnyOrder(B, C);

    rig.clock.advance(Duration.ofSeconds(30).minus(NANO));
    assertThat(rig.snapshot(A).ejectedFor()).isEqualTo(NANO);
    assertThat(picked(rig, 100)).doesNotContain(A);
    rig.clock.advance(NANO);

    Pick probe = rig.pick();
    assertThat(probe.endpoint()).isEqualTo(A);
    assertThat(probe.isProbe()).isTrue();
    assertThat(picked(rig, 100)).as("the probe is single").doesNotContain(A);
    rig.attempt(probe, Outcome.SUCCESS);
    assertThat(picked(rig, 3)).contains(A);
    assertThat(rig.listener.events(SwitchboardEvent.EndpointReadmitted.class)).hasSize(1);
  }

  @Test
  void aFailedProbeEjectsForLonger() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    rig.attempt(rig.pick(), REFUSED);
    assertThat(rig.snapshot(A).ejectedFor()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aProbeThatShowedNothingIsGivenAgain() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    rig.attempt(rig.pick(), Outcome.CANCELLED);
    assertThat(rig.pick().isProbe()).isTrue();
  }

  @Test
  void aCallThatMayNotBeRepeatedProbesOnlyAfterASecond() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    rig.clock.advance(Duration.ofSeconds(1).minus(NANO));
    assertThat(rig.pick(false).isProbe()).isFalse();
    rig.clock.advance(NANO);
    assertThat(rig.pick(false).isProbe()).isTrue();
  }

  @Test
  void theLastHealthyOneIsNeverEjected() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    for (int i = 0; i < 50; i++) {
      rig.attempt(B, REFUSED);
    }
    assertThat(rig.snapshot(B).state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void withOnlyEjectedOnesLeftTheyAreUsed() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.resolver.set("orders", A);
    assertThat(rig.pick().endpoint()).isEqualTo(A);
  }

  @Test
  void aliasesOfAServiceShareHealth() {
    Rig rig = new Rig(A, B);
    Upstream other =
        rig.tracker.upstream(new Alias("orders-old", 99), Balancer.roundRobin(), Locality::unknown);
    rig.eject(A);
    assertThat(other.snapshot(0).endpoints())
        .extracting(e -> e.state())
        .containsExactly(State.EJECTED, State.HEALTHY);
  }

  @Test
  void anEndpointWithoutPortGetsTheAliases() {
    Rig rig = new Rig(A.withPort(0));
    assertThat(rig.pick().endpoint()).isEqualTo(A.withPort(8080));
  }

  @Test
  void aRemovedEndpointLeavesNothingBehind() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    assertThat(rig.clock.pending()).isOne();
    rig.resolver.set("orders", B, C);
    assertThat(rig.clock.pending()).isZero();
    assertThat(picked(rig, 10)).containsExactlyInAnyOrder(B, C);
    Endpoint successor = A.withId("successor");
    rig.resolver.set("orders", successor, B);
    assertThat(rig.snapshot(successor).failures()).as("a new start").isZero();
  }

  @Test
  void statisticsSurviveAChangeOfThePool() {
    Rig rig = new Rig(A, B);
    rig.attempt(A, REFUSED);
    rig.resolver.set("orders", A, B, C);
    assertThat(rig.snapshot(A).failures()).isOne();
  }

  @Test
  void errorsKeepWhatWasKnown() {
    Rig rig = new Rig(A, B);
    rig.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "Cloud Map is down"));
    assertThat(picked(rig, 2)).containsExactlyInAnyOrder(A, B);
    assertThat(rig.listener.events(SwitchboardEvent.ResolutionFailed.class)).hasSize(1);
  }

  @Test
  void aSuddenEmptyAnswerIsBelievedAfter60Seconds() {
    Rig rig = new Rig(A);
    rig.resolver.set("orders");
    rig.clock.advance(Duration.ofSeconds(60).minus(NANO));
    rig.resolver.set("orders");
    assertThat(rig.pick().endpoint()).isEqualTo(A);
    assertThat(rig.listener.events(SwitchboardEvent.EmptyResolutionIgnored.class)).hasSize(1);
    rig.clock.advance(NANO);
    rig.resolver.set("orders");
    assertThat(rig.upstream.absence().orElseThrow().reason()).isEqualTo(Absence.Reason.EMPTY);
  }

  @Test
  void skippedInstancesAreReportedOnce() {
    Rig rig = new Rig();
    Resolution resolution =
        new Resolution(
            EndpointSet.of(A), List.of(new Resolution.Skipped("task-9", "has no address")));
    rig.resolver.set("orders", resolution).set("orders", resolution);
    assertThat(rig.listener.events(SwitchboardEvent.InstanceSkipped.class)).hasSize(1);
  }

  @Test
  void aConnectFailureAsksTheRegistrySoon() {
    Rig rig = new Rig(A, B);
    rig.attempt(A, Outcome.failure(Outcome.Resend.NEVER, "500"));
    assertThat(rig.resolver.refreshes()).isZero();
    rig.attempt(A, REFUSED);
    assertThat(rig.resolver.refreshes()).isOne();
  }

  @Test
  void snapshotReadsLikeASentence() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    assertThat(rig.upstream.snapshot(rig.clock.nanos()).toString())
        .startsWith("orders:8080 -> test/orders")
        .contains("EJECTED")
        .contains("failures 5")
        .contains("(5 failures in a row, last: connect refused)");
  }

  @Test
  void closedMeansClosed() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.tracker.close();
    assertThat(rig.upstream.pick(new Tried(), true, 0)).isNull();
    assertThat(rig.upstream.absence().orElseThrow().reason()).isEqualTo(Absence.Reason.CLOSED);
    assertThat(rig.clock.pending()).isZero();
    assertThat(rig.resolver.watches()).isZero();
  }

  @Test
  void aBalancerThatThrowsIsNotBlamedOnTheRegistry() {
    Rig rig =
        new Rig(
            (eligible, context) -> {
              throw new IllegalStateException("a bug in the application's balancer");
            },
            A);
    assertThat(rig.upstream.absence().orElseThrow().message())
        .doesNotContain("the registry has not answered yet");
  }
}
