package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final RateLimit limit = new RateLimit(10);

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE + 1, 123_456_789})
  void aSecondsWorthAtOnce_thenOneByOne_whereverTheClockBegan(long now) {
    for (int i = 0; i < 10; i++) {
      assertThat(limit.reserve(now)).as("question %d", i).isZero();
    }
    assertThat(limit.reserve(now)).isEqualTo(Duration.ofMillis(100));
    assertThat(limit.reserve(now)).isEqualTo(Duration.ofMillis(200));
    assertThat(limit.reserve(now + SECOND / 10)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void whatWasNotUsedIsNotSavedUpBeyondASecond() {
    limit.reserve(0);
    for (int i = 0; i < 10; i++) {
      assertThat(limit.reserve(100 * SECOND)).isZero();
    }
    assertThat(limit.reserve(100 * SECOND)).isPositive();
  }

  @Test
  void inNoSecondMoreThanTwiceTheRate_andOnAverageTheRate() {
    long[] perSecond = new long[30];
    for (int i = 0; i < 200; i++) {
      perSecond[(int) (limit.reserve(0).toNanos() / SECOND)]++;
    }
    assertThat(perSecond[0]).isEqualTo(19); // the burst, and nine that came due
    for (int second = 1; second < 19; second++) {
      assertThat(perSecond[second]).isEqualTo(10);
    }
  }
}
