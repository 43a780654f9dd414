package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecentMeanTest {

  private final RecentMean mean = new RecentMean();

  private void add(float value, int times) {
    for (int i = 0; i < times; i++) {
      mean.add(value);
    }
  }

  @Test
  void followsTheLastSixteen() {
    add(0, 1);
    assertThat(mean.value()).isZero();
    add(1, 16);
    assertThat(mean.value()).isCloseTo(0.644f, within(0.001f));
    add(0, 200);
    assertThat(mean.value()).as("long ago").isZero();
    add(1, 1000);
    assertThat(mean.value()).isLessThanOrEqualTo(1).isGreaterThan(0.999f);
  }

  @Test
  void mayBeginWithTheFirst() {
    mean.addOrStart(160);
    assertThat(mean.value()).isEqualTo(160);
    mean.addOrStart(0);
    assertThat(mean.value()).isEqualTo(150);
  }
}
