package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierDetectorTest {

  private static final Outcome REFUSED = Outcome.connectFailure("connect refused");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final OutlierPolicy POLICY = OutlierPolicy.defaults();

  private final OutlierDetector detector = new OutlierDetector(POLICY);
  private final EndpointStats stats = new EndpointStats(POLICY);

  @Test
  void fiveFailuresInARowAreAStreak() {
    for (int i = 0; i < 4; i++) {
      assertThat(stats.record(REFUSED, 0, i)).isFalse();
    }
    assertThat(stats.record(REFUSED, 0, 4)).isTrue();
    assertThat(stats.record(REFUSED, 0, 5)).as("and it goes on").isTrue();
  }

  @Test
  void aSuccessBetweenBeginsAnew() {
    for (int i = 0; i < 4; i++) {
      stats.record(REFUSED, 0, i);
    }
    stats.record(Outcome.SUCCESS, 0, 5);
    assertThat(stats.record(REFUSED, 0, 6)).isFalse();
  }

  @Test
  void whatSaysNothingOfTheEndpointNeitherCountsNorForgives() {
    for (int i = 0; i < 4; i++) {
      stats.record(REFUSED, 0, i);
    }
    assertThat(stats.record(Outcome.CANCELLED, 0, 5)).isFalse();
    assertThat(stats.record(Outcome.callerFailure("bad"), 0, 6)).isFalse();
    assertThat(stats.record(Outcome.overload(Resend.ALWAYS, "429"), 0, 7)).isFalse();
    assertThat(stats.record(REFUSED, 0, 8)).isTrue();
    assertThat(stats.failures()).isEqualTo(5);
  }

  @Test
  void noneMayBeOlderThanTheWindow() {
    for (int i = 0; i < 4; i++) {
      stats.record(REFUSED, 0, 0);
    }
    assertThat(stats.record(REFUSED, 0, 30 * SECOND + 1)).as("one nanosecond too late").isFalse();
    EndpointStats other = new EndpointStats(POLICY);
    for (int i = 0; i < 4; i++) {
      other.record(REFUSED, 0, 0);
    }
    assertThat(other.record(REFUSED, 0, 30 * SECOND)).as("just in time").isTrue();
  }

  @Test
  void ejectionsGrowFrom30To300Seconds() {
    Standing standing = Standing.healthy(0);
    for (int n = 1; n <= 12; n++) {
      Verdict verdict =
          n == 1 ? detector.onStreak(standing, REFUSED, 1, 0) : detector.onProbe(standing, REFUSED);
      assertThat(verdict)
          .isInstanceOfSatisfying(
              Verdict.Eject.class, e -> standingTime(e, Math.min(300, 30 * e.ejections())));
      assertThat(((Verdict.Eject) verdict).ejections()).isEqualTo(n);
      standing = standing.ejected((Verdict.Eject) verdict, 0).probing(0);
    }
  }

  private static void standingTime(Verdict.Eject eject, int seconds) {
    assertThat(eject.time()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void healthyTimeIsForgiven() {
    Standing thrice = new Standing(Standing.State.HEALTHY, 0, 0, 3, "before");
    assertThat(ejections(detector.onStreak(thrice, REFUSED, 1, 30 * SECOND - 1))).isEqualTo(4);
    assertThat(ejections(detector.onStreak(thrice, REFUSED, 1, 30 * SECOND))).isEqualTo(3);
    assertThat(ejections(detector.onStreak(thrice, REFUSED, 1, 3600 * SECOND))).isOne();
  }

  private static int ejections(Verdict verdict) {
    return ((Verdict.Eject) verdict).ejections();
  }

  @Test
  void theLastHealthyOneStays() {
    assertThat(detector.onStreak(Standing.healthy(0), REFUSED, 0, 0))
        .isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void aProbeDecides() {
    Standing probing = new Standing(Standing.State.PROBING, 0, 0, 1, "");
    assertThat(detector.onProbe(probing, Outcome.SUCCESS)).isInstanceOf(Verdict.Readmit.class);
    assertThat(detector.onProbe(probing, Outcome.CANCELLED)).isInstanceOf(Verdict.Keep.class);
    assertThat(detector.onProbe(Standing.healthy(0), REFUSED)).isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void policiesOutOfRangeSayTheirBounds() {
    assertThatThrownBy(() -> POLICY.withConsecutiveFailures(0)).hasMessageContaining("1 and 1000");
    assertThatThrownBy(() -> POLICY.withFailureWindow(Duration.ZERO)).hasMessageContaining("1 ms");
    assertThatThrownBy(() -> POLICY.withMaxEjectionTime(Duration.ofSeconds(29)))
        .hasMessageContaining("at least baseEjectionTime (PT30S)");
  }
}
