package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointStatsTest {

  private static final Outcome REFUSED = Outcome.connectFailure("connect refused");
  private static final long WINDOW = Duration.ofSeconds(30).toNanos();

  private final EndpointStats stats = new EndpointStats(OutlierPolicy.defaults());

  @Test
  void countsWhatIsUnderWay() {
    stats.started();
    stats.started();
    stats.finished();
    assertThat(stats.inFlight()).isOne();
    assertThat(stats.attempts()).isEqualTo(2);
    stats.record(Outcome.failure(Resend.NEVER, "500"), 0, 7);
    stats.record(Outcome.SUCCESS, 0, 8);
    stats.record(Outcome.overload(Resend.ALWAYS, "429"), 0, 9);
    assertThat(stats.failures()).isOne();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -20, Long.MAX_VALUE - 1})
  void remembersTheLastFailure_whereverTheClockStarts(long origin) {
    assertThat(stats.sinceLastFailure(origin)).isEqualTo(Long.MAX_VALUE);
    stats.record(REFUSED, 0, origin);
    stats.record(Outcome.SUCCESS, 0, origin + 5);
    assertThat(stats.sinceLastFailure(origin + 9)).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -20, Long.MAX_VALUE - 1})
  void aSuccessIsAsOldAsItsAttempt_aFailureIsNot(long origin) {
    assertThat(stats.succeededSince(origin)).isFalse();
    assertThat(stats.failedSince(origin)).isFalse();
    stats.record(Outcome.SUCCESS, 3, origin + 8);
    stats.record(REFUSED, 3, origin + 8);
    assertThat(stats.succeededSince(origin + 5)).isTrue();
    assertThat(stats.succeededSince(origin + 6)).isFalse();
    assertThat(stats.failedSince(origin + 8)).isTrue();
    assertThat(stats.failedSince(origin + 9)).isFalse();
  }

  @Test
  void aLongAttemptThatSucceedsHidesNoShorterOne() {
    stats.record(Outcome.SUCCESS, 1, 100);
    stats.record(Outcome.SUCCESS, 90, 101);
    assertThat(stats.succeededSince(99)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -20, Long.MAX_VALUE - 1})
  void failuresInARowBeganWithTheFirst(long origin) {
    stats.record(REFUSED, 0, origin);
    stats.record(Outcome.SUCCESS, 0, origin + 1);
    stats.record(REFUSED, 0, origin + 2);
    stats.record(REFUSED, 0, origin + 3);
    assertThat(stats.streakBeganNanos()).isEqualTo(origin + 2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -15_000_000_000L, Long.MAX_VALUE - 15_000_000_000L})
  void theWindowSlides_whereverTheClockStarts(long origin) {
    stats.record(REFUSED, 0, origin);
    for (int i = 1; i <= 3; i++) {
      assertThat(stats.record(REFUSED, 0, origin + WINDOW)).isFalse();
    }
    assertThat(stats.record(REFUSED, 0, origin + WINDOW + 1)).as("the first is too old").isFalse();
    assertThat(stats.record(REFUSED, 0, origin + 2 * WINDOW)).as("the last five are not").isTrue();
  }

  @Test
  void forgivingBeginsAnewAndKeepsTheCounts() {
    for (int i = 0; i < 5; i++) {
      stats.record(REFUSED, 0, 0);
    }
    stats.forgive();
    for (int i = 0; i < 4; i++) {
      assertThat(stats.record(REFUSED, 0, 0)).isFalse();
    }
    assertThat(stats.record(REFUSED, 0, 0)).isTrue();
    assertThat(stats.failures()).isEqualTo(10);
  }

  @Test
  void oneFailureMayBeEnough() {
    EndpointStats strict = new EndpointStats(OutlierPolicy.defaults().withConsecutiveFailures(1));
    assertThat(strict.record(Outcome.SUCCESS, 0, 0)).isFalse();
    assertThat(strict.record(REFUSED, 0, 0)).isTrue();
  }
}
