package dev.switchboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class OutlierPolicyTest {

  private static final OutlierPolicy POLICY = OutlierPolicy.defaults();
  private static final EjectionPolicy EJECTION = EjectionPolicy.defaults();
  private static final ComparisonPolicy COMPARISON = ComparisonPolicy.defaults();
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MORE = DAY.plusNanos(1);
  private static final Duration LESS = MILLI.minusNanos(1);

  @Test
  void defaultsAreThoseOfServiceConnect() {
    assertThat(POLICY.consecutiveFailures()).isEqualTo(5);
    assertThat(POLICY.failureWindow()).isEqualTo(Duration.ofSeconds(30));
    assertThat(EJECTION.baseEjectionTime()).isEqualTo(Duration.ofSeconds(30));
    assertThat(EJECTION.maxEjectionTime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(EJECTION.dryRun()).isFalse();
  }

  @Test
  void bothEndsOfEachRange() {
    assertThat(POLICY.withConsecutiveFailures(1).consecutiveFailures()).isEqualTo(1);
    assertThat(POLICY.withConsecutiveFailures(1000).consecutiveFailures()).isEqualTo(1000);
    refused("consecutiveFailures", () -> POLICY.withConsecutiveFailures(0));
    refused("consecutiveFailures", () -> POLICY.withConsecutiveFailures(1001));
    assertThat(POLICY.withFailureWindow(MILLI).failureWindow()).isEqualTo(MILLI);
    refused("failureWindow", () -> POLICY.withFailureWindow(LESS));
    refused("failureWindow", () -> POLICY.withFailureWindow(ChronoUnit.FOREVER.getDuration()));
  }

  @Test
  void bothEndsOfEachRangeOfAnEjection() {
    assertThat(EJECTION.withBaseEjectionTime(MILLI).baseEjectionTime()).isEqualTo(MILLI);
    refused("baseEjectionTime", () -> EJECTION.withBaseEjectionTime(LESS));
    refused("baseEjectionTime", () -> EJECTION.withBaseEjectionTime(MORE));
    assertThat(EJECTION.withMaxEjectionTime(DAY).maxEjectionTime()).isEqualTo(DAY);
    refused("maxEjectionTime", () -> EJECTION.withMaxEjectionTime(LESS));
    refused("maxEjectionTime", () -> EJECTION.withMaxEjectionTime(MORE));
    assertThat(EJECTION.withMaxEjectionPercent(0).maxEjectionPercent()).isZero();
    assertThat(EJECTION.withMaxEjectionPercent(100).maxEjectionPercent()).isEqualTo(100);
    refused("maxEjectionPercent", () -> EJECTION.withMaxEjectionPercent(-1));
    refused("maxEjectionPercent", () -> EJECTION.withMaxEjectionPercent(101));
    refused("panicPercent", () -> EJECTION.withPanicPercent(-1));
    refused("panicPercent", () -> EJECTION.withPanicPercent(101));
  }

  @Test
  void bothEndsOfEachRangeOfAComparison() {
    assertThat(COMPARISON.withInterval(MILLI).interval()).isEqualTo(MILLI);
    refused("interval", () -> COMPARISON.withInterval(LESS));
    assertThat(COMPARISON.withFailureGapPercent(1).failureGapPercent()).isOne();
    refused("failureGapPercent", () -> COMPARISON.withFailureGapPercent(0));
    refused("failureGapPercent", () -> COMPARISON.withFailureGapPercent(101));
    assertThat(COMPARISON.withLatencyFactor(0).latencyFactor()).isZero();
    assertThat(COMPARISON.withLatencyFactor(1).latencyFactor()).isEqualTo(1);
    refused("latencyFactor", () -> COMPARISON.withLatencyFactor(0.99));
    refused("latencyFactor", () -> COMPARISON.withLatencyFactor(Double.NaN));
    refused("latencyFactor", () -> COMPARISON.withLatencyFactor(Double.POSITIVE_INFINITY));
  }

  private static void refused(String component, Runnable change) {
    assertThatThrownBy(change::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(component + " must be ")
        .hasMessageContaining("but is ");
  }
}
