package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierPolicyTest {

  private static final OutlierPolicy POLICY = OutlierPolicy.defaults();
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration LESS = MILLI.minusNanos(1);

  @Test
  void defaultsAreThoseOfServiceConnect() {
    Duration half = Duration.ofSeconds(30);
    assertThat(POLICY).isEqualTo(new OutlierPolicy(5, half, half, Duration.ofMinutes(5)));
  }

  @Test
  void bothEndsOfEachRange() {
    assertThat(POLICY.withConsecutiveFailures(1).consecutiveFailures()).isEqualTo(1);
    assertThat(POLICY.withConsecutiveFailures(1000).consecutiveFailures()).isEqualTo(1000);
    refused("consecutiveFailures", () -> POLICY.withConsecutiveFailures(0));
    refused("consecutiveFailures", () -> POLICY.withConsecutiveFailures(1001));
    assertThat(POLICY.withFailureWindow(MILLI).failureWindow()).isEqualTo(MILLI);
    refused("failureWindow", () -> POLICY.withFailureWindow(LESS));
    assertThat(POLICY.withBaseEjectionTime(MILLI).baseEjectionTime()).isEqualTo(MILLI);
    refused("baseEjectionTime", () -> POLICY.withBaseEjectionTime(LESS));
    Duration base = POLICY.baseEjectionTime();
    assertThat(POLICY.withMaxEjectionTime(base).maxEjectionTime()).isEqualTo(base);
    refused("maxEjectionTime", () -> POLICY.withMaxEjectionTime(base.minusNanos(1)));
    refused("maxEjectionTime", () -> POLICY.withBaseEjectionTime(Duration.ofSeconds(301)));
  }

  private static void refused(String component, Runnable change) {
    assertThatThrownBy(change::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(component + " must be ")
        .hasMessageContaining("but is ");
  }
}
