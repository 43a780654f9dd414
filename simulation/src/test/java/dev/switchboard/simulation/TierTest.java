package dev.switchboard.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Retries must not keep a service down that could come back. */
class TierTest {

  /** 20 %, and 10 a second of 160, drawn on for twelve seconds by the calls of ten. */
  private static final double MOST_TRIES = 1 + 1.2 * (0.2 + 10.0 / 160);

  private static Recorder play(String name) {
    Case played =
        TierScenarios.outage().cases().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow();
    World world = new World(played.policy(), 1);
    played.play().accept(world);
    return world.reported();
  }

  @Test
  void retriesStayInBudgetInEachTier() {
    assertThat(play("outage, clients").tries()).isBetween(1.1, MOST_TRIES);
    assertThat(play("outage, first tier").tries()).isBetween(1.1, MOST_TRIES);
    assertThat(play("outage, second tier").tries()).isBetween(1.1, MOST_TRIES);
  }

  @Test
  void goodputReturnsWithinTenSeconds() {
    assertThat(play("10 s after it").success()).isGreaterThan(0.9999);
  }

  @Test
  void withoutABudgetItStaysDown() {
    assertThat(play("no retry budget, 10 s after it").success()).isLessThan(0.01);
  }
}
