package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.Standing.State;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Picking among the endpoints a driver has a connection to. */
class SelectionTest {

  private static Pick pick(Selection from, Tried tried, Rig rig) {
    return Objects.requireNonNull(from.pick(CallKeys.none(), tried, true, rig.clock.nanos()));
  }

  private static Set<Endpoint> picked(Selection from, Rig rig) {
    Set<Endpoint> picked = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      picked.add(pick(from, new Tried(), rig).endpoint());
    }
    return picked;
  }

  @Test
  void onlyWhatCanBeUsedIsPicked_retriesIncluded() {
    Rig rig = new Rig(A, B, C);
    Selection some = rig.upstream.select(e -> !e.equals(A));
    assertThat(picked(some, rig)).containsExactlyInAnyOrder(B, C);
    Tried tried = new Tried();
    for (int i = 0; i < 20; i++) {
      Pick pick = pick(some, tried, rig);
      assertThat(pick.endpoint()).isNotEqualTo(A);
      tried.add(pick);
    }
    assertThat(some.picks()).extracting(Pick::endpoint).containsExactly(B, C);
  }

  @Test
  void oneThatIsOutIsPickedOnlyWhereNoOtherCanBeUsed() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A);
    assertThat(picked(rig.upstream.select(e -> !e.equals(B)), rig)).containsExactly(C);
    assertThat(picked(rig.upstream.select(A::equals), rig)).containsExactly(A);
  }

  @Test
  void whereAllCanBeUsedTheRoundGoesOn() {
    Rig rig = new Rig(A, B, C);
    Set<Endpoint> picked = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      picked.add(pick(rig.upstream.select(e -> true), new Tried(), rig).endpoint());
    }
    assertThat(picked).hasSize(3);
  }

  @Test
  void nothingComesOfNothing() {
    Rig rig = new Rig(A, B);
    Selection none = rig.upstream.select(e -> false);
    assertThat(none.pick(CallKeys.none(), new Tried(), true, rig.clock.nanos())).isNull();
    assertThat(none.picks()).isEmpty();
    assertThat(new Rig().upstream.select(e -> true).pick(CallKeys.none(), new Tried(), true, 0))
        .isNull();
  }

  @Test
  void aProbeIsMadeOnlyWhereItCanBe() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(pick(rig.upstream.select(B::equals), new Tried(), rig).isProbe()).isFalse();
    assertThat(pick(rig.upstream.select(e -> true), new Tried(), rig).isProbe()).isTrue();
  }

  @Test
  void aBalancerThatFailsForSomeIsReplacedByChance() {
    Balancer atLeastTwo =
        (eligible, context) -> {
          if (eligible.size() < 2) {
            throw new IllegalArgumentException("too few");
          }
          return (keys, now) -> eligible.get(0);
        };
    Rig rig = new Rig(atLeastTwo, A, B);
    assertThat(picked(rig.upstream.select(B::equals), rig)).containsExactly(B);
  }

  @Test
  void wantedAreThoseInUseAndThoseToBeTriedAgain() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A);
    assertThat(rig.upstream.wanted()).containsExactly(B, C);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(rig.upstream.wanted()).containsExactly(B, C, A);
    Rig subset = new Rig(Balancer.subset(3, Balancer.roundRobin()), Rig.pool(100));
    assertThat(subset.upstream.wanted()).hasSize(3);
    assertThat(new Rig().upstream.wanted()).isEmpty();
  }

  @Test
  void connectionsThatFailCountAsAttemptsThatDo() {
    Rig rig = new Rig(A, B);
    rig.attempt(B, Outcome.SUCCESS);
    for (int i = 0; i < 5; i++) {
      rig.upstream.connectFailed(A, Rig.REFUSED, rig.clock.nanos());
    }
    rig.upstream.connectFailed(C, Rig.REFUSED, rig.clock.nanos()); // gone meanwhile
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).failures()).isEqualTo(5);
    assertThat(rig.snapshot(A).inFlight()).isZero();
  }

  @Test
  void aConnectionThatFailsWhereOneIsToBeTriedAgainIsThatTry() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(rig.snapshot(A).state()).isEqualTo(State.PROBING);
    rig.upstream.connectFailed(A, Rig.REFUSED, rig.clock.nanos());
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).ejectedFor()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aProbeThatNeverBeginsIsGivenAgain() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(rig.pick().isProbe()).as("and its driver drops it").isTrue();
    rig.clock.advance(EndpointHealth.PROBE_LEASE.minusNanos(1));
    assertThat(rig.pick().isProbe()).isFalse();
    rig.clock.advance(Duration.ofNanos(1));
    assertThat(rig.pick().isProbe()).isTrue();
    assertThat(rig.pick().isProbe()).isFalse();
  }
}
