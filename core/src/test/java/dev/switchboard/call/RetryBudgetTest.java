package dev.switchboard.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryBudgetTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static RetryBudget budget(double percent, int perSecond) {
    return new RetryBudget(
        RetryPolicy.defaults().withBudgetPercent(percent).withBudgetPerSecond(perSecond));
  }

  private static int granted(RetryBudget budget, long now) {
    int granted = 0;
    while (granted < 100_000 && budget.withdraw(now)) {
      granted++;
    }
    return granted;
  }

  @Test
  void theFloorIsThereWithoutAnyCall() {
    assertThat(granted(budget(20, 10), 0)).isEqualTo(100);
    assertThat(granted(budget(20, 0), 0)).isZero();
  }

  @Test
  void theShareGrowsWithTheCalls() {
    RetryBudget budget = budget(20, 1);
    for (int i = 0; i < 1000; i++) {
      budget.deposit(0);
    }
    assertThat(granted(budget, 0)).isEqualTo(10 + 200);
  }

  @Test
  void aShareOfLessThanOneIsNone() {
    RetryBudget budget = budget(20, 0);
    for (int i = 0; i < 4; i++) {
      budget.deposit(0);
    }
    assertThat(budget.withdraw(0)).as("20% of 4").isFalse();
    budget.deposit(0);
    assertThat(budget.withdraw(0)).as("20% of 5").isTrue();
    assertThat(budget.withdraw(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000L, -1_000_000_000L})
  void whatWasSpentComesBackAfterTenSeconds(long origin) {
    RetryBudget budget = budget(0, 1);
    assertThat(granted(budget, origin)).isEqualTo(10);
    assertThat(budget.withdraw(origin + 10 * SECOND - 1)).isFalse();
    assertThat(granted(budget, origin + 10 * SECOND)).isEqualTo(10);
  }
}
