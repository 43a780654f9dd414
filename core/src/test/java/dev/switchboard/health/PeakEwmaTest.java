package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeakEwmaTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final Percentage CLOSE = Percentage.withPercentage(1);

  private final PeakEwma ewma = new PeakEwma();

  @Test
  void isZeroAtFirst() {
    assertThat(ewma.value(5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -7, -3_600_000_000_000L, Long.MAX_VALUE / 2})
  void jumpsUp_comesDownSlowly_whereverTheClockStarts(long origin) {
    ewma.observe(10 * MILLI, origin);
    ewma.observe(100 * MILLI, origin + MILLI);
    assertThat(ewma.value(origin + MILLI)).isCloseTo(100f * MILLI, CLOSE);
    ewma.observe(10 * MILLI, origin + 2 * MILLI);
    assertThat(ewma.value(origin + 2 * MILLI)).isCloseTo(100f * MILLI, CLOSE);
    for (int i = 1; i <= 1000; i++) {
      ewma.observe(10 * MILLI, origin + 10 * MILLI * i);
    }
    assertThat(ewma.value(origin + 10 * SECOND))
        .as("10 + 90 / e")
        .isCloseTo(43f * MILLI, Percentage.withPercentage(3));
  }

  @Test
  void fallsWhileNothingIsObserved() {
    ewma.observe(100 * MILLI, 0);
    assertThat(ewma.value(10 * SECOND)).isCloseTo(41f * MILLI, CLOSE);
    assertThat(ewma.value(100 * SECOND)).isLessThan((float) MILLI);
    assertThat(ewma.value(-MILLI)).as("a clock read elsewhere").isCloseTo(100f * MILLI, CLOSE);
  }

  @Test
  void whatWasGivenUpShowsSlownessOnly() {
    ewma.observe(50 * MILLI, 0);
    ewma.observeAtLeast(10 * MILLI, SECOND);
    float fallen = ewma.value(SECOND);
    assertThat(fallen).isCloseTo(45.3f * MILLI, CLOSE);
    ewma.observeAtLeast(200 * MILLI, SECOND);
    assertThat(ewma.value(SECOND)).isCloseTo(200f * MILLI, CLOSE);
  }

  @Test
  void anInstantAnswerIsAnAnswer() {
    ewma.observe(0, 0);
    assertThat(ewma.value(0)).isEqualTo(1);
  }

  @Test
  void anIdleEndpointsOldPeakStaysForgotten() {
    ewma.observe(10 * SECOND, 0);
    for (int hours = 1; hours < 1000; hours++) {
      assertThat(ewma.value(3600 * SECOND * hours)).isLessThan((float) MILLI);
    }
  }
}
