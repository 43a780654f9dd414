package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentMeanTest {

  private static void add(RecentMean mean, float value, int times) {
    for (int i = 0; i < times; i++) {
      mean.add(value);
    }
  }

  @Test
  void isExactForTheFirstSixteen_thenFollowsThem() {
    RecentMean mean = RecentMean.empty();
    assertThat(mean.value()).isZero();
    mean.add(160);
    assertThat(mean.value()).isEqualTo(160);
    add(mean, 0, 15);
    assertThat(mean.value()).isCloseTo(10, within(0.001f));
    mean.add(170);
    assertThat(mean.value()).isCloseTo(20, within(0.001f));
    mean.clear();
    assertThat(mean.value()).isZero();
    mean.add(7);
    assertThat(mean.value()).isEqualTo(7);
  }

  @Test
  void mayBeginAsIfAllHadBeenZero() {
    RecentMean mean = RecentMean.zero();
    add(mean, 1, 16);
    assertThat(mean.value()).isCloseTo(0.644f, within(0.001f));
    add(mean, 0, 200);
    assertThat(mean.value()).as("long ago").isZero();
    add(mean, 1, 1000);
    assertThat(mean.value()).isLessThanOrEqualTo(1).isGreaterThan(0.999f);
  }
}
