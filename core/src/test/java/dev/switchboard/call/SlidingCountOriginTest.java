package dev.switchboard.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A count each second, so that no slot may be used for two seconds of one window. */
class SlidingCountOriginTest {

  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -5, -9, -10, -4_294_967_296L - 5, 4_294_967_296L - 5})
  void oneCallASecondIsTenInTheWindow(long originSeconds) {
    SlidingCount count = new SlidingCount();
    for (int i = 0; i < 30; i++) {
      long now = (originSeconds + i) * SECOND;
      count.add(now);
      assertThat(count.sum(now + SECOND - 1))
          .as("after second %d of origin %d", i, originSeconds)
          .isEqualTo(Math.min(10, i + 1));
    }
  }
}
