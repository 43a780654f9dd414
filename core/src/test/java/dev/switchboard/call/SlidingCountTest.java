package dev.switchboard.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingCountTest {

  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 40 * SECOND})
  void countsTheLastTenSeconds(long origin) {
    long start = Math.floorDiv(origin, SECOND) * SECOND;
    SlidingCount count = new SlidingCount();
    for (int i = 0; i < 3; i++) {
      count.add(start);
    }
    assertThat(count.sum(start)).isEqualTo(3);
    count.add(start + 3 * SECOND);
    assertThat(count.sum(start + 10 * SECOND - 1)).isEqualTo(4);
    assertThat(count.sum(start + 10 * SECOND)).isEqualTo(1);
    count.add(start + 10 * SECOND);
    assertThat(count.sum(start + 10 * SECOND)).isEqualTo(2);
    assertThat(count.sum(start + 30 * SECOND)).isZero();
  }
}
