package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints compared with each other by what one interval showed. */
class ComparisonTest {

  private static final OutlierPolicy POLICY = OutlierPolicy.defaults();
  private static final OutlierPolicy BY_LATENCY =
      POLICY.withComparison(c -> c.withLatencyFactor(3));

  private static Interval failed(int percent, int attempts) {
    long failures = (long) attempts * percent / 100;
    return new Interval(attempts - failures, failures, 0);
  }

  private static Interval took(int millis, int attempts) {
    return new Interval(attempts, 0, 1e6 * millis);
  }

  /** Whether the first of them is ejected. */
  private static boolean ejects(OutlierPolicy policy, List<Interval> intervals) {
    Peers peers = new Peers(intervals.size(), intervals.size() - 1, 0, 0, Peers.Since.WELL);
    Verdict verdict =
        new OutlierDetector(policy)
            .onInterval(Standing.healthy(0), intervals.get(0), Comparison.of(intervals), peers, 0);
    if (verdict instanceof Verdict.Eject eject) {
      assertThat(eject.dead()).isFalse();
      return true;
    }
    return false;
  }

  /** So many bad ones, all alike, the first of which is judged, and the rest that do not fail. */
  private static List<Interval> pool(int bad, int of, int percent, int attempts) {
    return Stream.concat(
            Stream.generate(() -> failed(percent, attempts)).limit(bad),
            Stream.generate(() -> failed(0, attempts)).limit(of - bad))
        .toList();
  }

  /** Where mean and deviation are blind: more than a fifth of the pool, and pools of two. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 3", "2, 4", "3, 10", "5, 10", "30, 100", "1, 100"})
  void halfOfTheAttemptsIsTooMany_howeverManyAreBad(int bad, int of) {
    assertThat(ejects(POLICY, pool(bad, of, 50, 100))).isTrue();
    assertThat(ejects(POLICY, pool(bad, of, 50, 20))).isTrue();
    assertThat(ejects(POLICY, pool(bad, of, 10, 1000))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"50, 4", "10, 100", "5, 100000", "1, 100000"})
  void tooFewAttemptsOrTooSmallAGapShowNothing(int percent, int attempts) {
    assertThat(ejects(POLICY, pool(1, 10, percent, attempts))).isFalse();
  }

  @Test
  void whereAllFailAlikeNoneIsWorse() {
    assertThat(ejects(POLICY, pool(10, 10, 60, 1000))).isFalse();
    assertThat(ejects(POLICY, pool(7, 10, 60, 1000))).as("most do").isFalse();
  }

  @Test
  void aGoodOneAmongBadOnesStays() {
    List<Interval> pool = new ArrayList<>(pool(3, 4, 50, 1000));
    pool.add(0, pool.remove(3));
    assertThat(ejects(POLICY, pool)).isFalse();
  }

  @Test
  void whoHasNobodyToCompareWithStays() {
    assertThat(ejects(POLICY, List.of(failed(90, 1000)))).isFalse();
    assertThat(ejects(POLICY, List.of(failed(90, 1000), failed(0, 0)))).isFalse();
    assertThat(ejects(POLICY, List.of(failed(0, 0), failed(0, 1000)))).isFalse();
  }

  @Test
  void aHundredTurnsItOff() {
    OutlierPolicy off = POLICY.withComparison(c -> c.withFailureGapPercent(100));
    assertThat(ejects(off, pool(1, 10, 100, 100_000))).isFalse();
  }

  @Test
  void latencyCountsWhereItIsAskedFor() {
    List<Interval> slow = List.of(took(31, 5), took(10, 5), took(10, 5));
    assertThat(ejects(BY_LATENCY, slow)).isTrue();
    assertThat(ejects(POLICY, slow)).isFalse();
    assertThat(ejects(BY_LATENCY, List.of(took(30, 5), took(10, 5)))).isFalse();
    assertThat(ejects(BY_LATENCY, List.of(took(90, 4), took(10, 5)))).as("too few").isFalse();
    assertThat(ejects(BY_LATENCY, List.of(took(90, 5), took(10, 4)))).isFalse();
    assertThat(ejects(BY_LATENCY, List.of(took(90, 5), took(80, 5), took(85, 5)))).isFalse();
  }

  private static Interval answered(EndpointStats stats, int number, int millis) {
    for (int i = 0; i < number; i++) {
      stats.record(Outcome.SUCCESS, 1_000_000L * millis, 0);
    }
    return stats.nextInterval();
  }

  @Test
  void oneColdFirstAnswerInSixteenIsNoSlowEndpoint() {
    EndpointStats fresh = new EndpointStats(POLICY);
    fresh.record(Outcome.SUCCESS, 1_200_000_000L, 0);
    Interval mean122Millis = answered(fresh, 15, 50);
    assertThat(ejects(BY_LATENCY, List.of(mean122Millis, took(50, 16)))).isFalse();
  }

  @Test
  void anIntervalIsNotJudgedByAnswersBeforeIt() {
    EndpointStats recovered = new EndpointStats(POLICY);
    assertThat(ejects(BY_LATENCY, List.of(answered(recovered, 100, 2000), took(50, 100)))).isTrue();
    assertThat(ejects(BY_LATENCY, List.of(answered(recovered, 30, 50), took(50, 30)))).isFalse();
  }
}
