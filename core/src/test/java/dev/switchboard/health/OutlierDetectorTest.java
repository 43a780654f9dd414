package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.health.Peers.Since;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutlierDetectorTest {

  private static final Outcome REFUSED = Outcome.connectFailure("connect refused");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final OutlierPolicy POLICY = OutlierPolicy.defaults();

  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final Outcome FAILED = Outcome.failure(Resend.NEVER, "500");

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

  private static final Peers ONE_HEALTHY = new Peers(2, 1, 0, 0, Since.WELL);

  private Verdict afterFive(Standing standing, Peers peers, long now) {
    return detector.onStreak(standing, FAILED, 5, peers, now);
  }

  private static int ejections(Verdict verdict) {
    return eject(verdict).ejections();
  }

  private static Verdict.Eject eject(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Eject.class);
    return (Verdict.Eject) verdict;
  }

  private static void keep(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Keep.class);
  }

  @Test
  void ejectionsGrowFrom30To300Seconds() {
    Standing standing = Standing.healthy(0);
    for (int n = 1; n <= 12; n++) {
      Verdict.Eject eject =
          eject(
              n == 1
                  ? afterFive(standing, ONE_HEALTHY, 0)
                  : detector.onProbe(standing, REFUSED, n * HOUR));
      assertThat(eject.time()).isEqualTo(Duration.ofSeconds(Math.min(300, 30 * n)));
      assertThat(eject.ejections()).isEqualTo(n);
      standing = standing.ejected(eject, n * HOUR).probing((n + 1) * HOUR);
    }
  }

  @Test
  void healthyTimeIsForgiven() {
    Standing thrice = new Standing(Standing.State.HEALTHY, 0, 0, 3, false, "before");
    assertThat(ejections(afterFive(thrice, ONE_HEALTHY, 30 * SECOND - 1))).isEqualTo(4);
    assertThat(ejections(afterFive(thrice, ONE_HEALTHY, 30 * SECOND))).isEqualTo(3);
    assertThat(ejections(afterFive(thrice, ONE_HEALTHY, 3600 * SECOND))).isOne();
  }

  @Test
  void theLastHealthyOneStays() {
    Peers none = new Peers(3, 0, 0, 0, Since.WELL);
    keep(afterFive(Standing.healthy(0), none, 0));
    keep(detector.onStreak(Standing.healthy(0), REFUSED, 1000, none, 0));
  }

  /** What the others' failures make of a streak: see the doc of the detector. */
  @ParameterizedTest
  @CsvSource({
    "10, 0, 5", "10, 0.01, 5", "10, 0.05, 7", "10, 0.25, 14", "10, 0.5, 25", "10, 0.75, 48",
    "10, 0.9, 111", "2, 0.5, 24", "100, 0.01, 5", "100, 0.5, 28", "1000, 0, 5", "1000, 0.5, 30"
  })
  void theMoreTheOthersFailTheLongerAStreakIsNeeded(int total, double share, int streak) {
    Peers peers = new Peers(total, total - 1, 0, share, Since.WELL);
    keep(detector.onStreak(Standing.healthy(0), FAILED, streak - 1, peers, 0));
    eject(detector.onStreak(Standing.healthy(0), FAILED, streak, peers, 0));
  }

  @Test
  void whereAllFailNoneIsEjected() {
    Peers peers = new Peers(10, 9, 0, 1, Since.WELL);
    keep(detector.onStreak(Standing.healthy(0), REFUSED, 1_000_000, peers, 0));
  }

  @ParameterizedTest
  @CsvSource({"WELL, 5", "UNHEARD, 20"})
  void whereNobodyElseWasCalledAStreakIsASuspicion_whenItIsLong(Since since, int streak) {
    Peers peers = new Peers(10, 9, 0, 0, since);
    keep(detector.onStreak(Standing.healthy(0), REFUSED, streak - 1, peers, 0));
    eject(detector.onStreak(Standing.healthy(0), REFUSED, streak, peers, 0));
  }

  @Test
  void whereNobodyIsWellNoStreakIsLongEnough() {
    Peers peers = new Peers(10, 9, 0, 0, Since.FAILING);
    keep(detector.onStreak(Standing.healthy(0), REFUSED, 1_000_000, peers, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void withOtherThresholdsTooThoseAreEnough(int failures) {
    OutlierDetector other = new OutlierDetector(POLICY.withConsecutiveFailures(failures));
    eject(other.onStreak(Standing.healthy(0), FAILED, failures, ONE_HEALTHY, 0));
  }

  @Test
  void deadIsWhereNoConnectionComesAbout_orTwentyFailedInARow() {
    Standing healthy = Standing.healthy(0);
    assertThat(eject(detector.onStreak(healthy, REFUSED, 5, ONE_HEALTHY, 0)).dead()).isTrue();
    assertThat(eject(detector.onStreak(healthy, FAILED, 19, ONE_HEALTHY, 0)).dead()).isFalse();
    assertThat(eject(detector.onStreak(healthy, FAILED, 20, ONE_HEALTHY, 0)).dead()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "3, 1", "4, 1", "7, 2", "10, 3", "100, 30"})
  void worseOnesMayBeOutUpToAThird_andOneInAnyCase(int total, int allowed) {
    Standing healthy = Standing.healthy(0);
    eject(afterFive(healthy, new Peers(total, 1, allowed - 1, 0, Since.WELL), 0));
    keep(afterFive(healthy, new Peers(total, 1, allowed, 0, Since.WELL), 0));
    Verdict dead =
        detector.onStreak(healthy, REFUSED, 5, new Peers(total, 1, allowed, 0, Since.WELL), 0);
    assertThat(eject(dead).dead()).isTrue();
    OutlierDetector never =
        new OutlierDetector(POLICY.withEjection(e -> e.withMaxEjectionPercent(0)));
    keep(never.onStreak(healthy, FAILED, 5, new Peers(total, 1, 0, 0, Since.WELL), 0));
  }

  @Test
  void aProbeDecides() {
    Standing probing = new Standing(Standing.State.PROBING, 0, 0, 1, true, "");
    assertThat(detector.onProbe(probing, Outcome.SUCCESS, 0)).isInstanceOf(Verdict.Readmit.class);
    keep(detector.onProbe(probing, Outcome.CANCELLED, 0));
    keep(detector.onProbe(Standing.healthy(0), REFUSED, 0));
    assertThat(eject(detector.onProbe(probing, FAILED, 0)).dead()).as("as it was").isTrue();
  }

  @Test
  void aWorseOneThatProvesDeadIsStillOutForTheSameReason() {
    Standing out =
        Standing.healthy(0)
            .ejected(
                new Verdict.Eject(
                    Duration.ofSeconds(60), 2, false, Verdict.Cause.FAILURE_RATE, "w"),
                0);
    Verdict verdict =
        detector.onStreak(
            out,
            Outcome.failure(Outcome.Resend.NEVER, "500"),
            20,
            new Peers(3, 1, 1, 0, Since.WELL),
            Duration.ofSeconds(59).toNanos());
    assertThat(((Verdict.Eject) verdict).ejections()).as("no third in a row").isEqualTo(2);
  }
}
