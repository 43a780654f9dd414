package dev.switchboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  private static double quantile(double share, Duration... times) {
    int[] counts = new int[3 + Latencies.SIZE];
    for (Duration time : times) {
      counts[3 + Latencies.step(time)]++;
    }
    return Latencies.quantile(counts, 3, share);
  }

  @Test
  void aTimeIsToldToAFifth_neverTooSmall() {
    for (long micros = 1; micros < 1L << 36; micros += 1 + micros / 7) {
      double told = quantile(0.5, Duration.ofNanos(1000 * micros)) * 1e3;
      assertThat(told).as("%d us", micros).isBetween((double) micros, 1 + 1.25 * micros);
    }
  }

  @Test
  void theEnds() {
    assertThat(Latencies.step(Duration.ZERO)).isZero();
    assertThat(Latencies.step(Duration.ofDays(100))).isEqualTo(Latencies.SIZE - 1);
    assertThat(quantile(0.5)).isNaN();
  }

  @Test
  void shares() {
    Duration[] times = new Duration[100];
    for (int i = 0; i < 100; i++) {
      times[i] = i < 98 ? Duration.ofMillis(1) : Duration.ofSeconds(1);
    }
    assertThat(quantile(0.5, times)).isBetween(1.0, 1.25);
    assertThat(quantile(0.98, times)).isBetween(1.0, 1.25);
    assertThat(quantile(0.99, times)).isBetween(1000.0, 1250.0);
  }
}
