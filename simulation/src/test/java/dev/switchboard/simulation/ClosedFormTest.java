package dev.switchboard.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator itself, against queues whose waits are known. */
class ClosedFormTest {

  private static final Duration MEAN = Duration.ofMillis(10);

  /** The mean time in the system, in service times, of servers with one worker each. */
  private static double meanTime(
      Balancer balancer, int servers, double utilisation, int seconds, long seed) {
    World world = new World(Case.bare().withBalancer(balancer), seed);
    List<Server> all = world.addServers(servers, 1, Draw.exponential(MEAN));
    world.register(all);
    world.addClients(1);
    world.countFrom(Duration.ofSeconds(seconds / 4));
    world.load(utilisation * servers * 100, Duration.ofSeconds(seconds));
    world.runUntil(Duration.ofSeconds(seconds + 60));
    return world.recorder().mean() / MEAN.toNanos();
  }

  @ParameterizedTest
  @CsvSource({"0.5, 2", "0.8, 5", "0.9, 10"})
  void mm1_waitsAsTheQueueOfOneServerDoes(double utilisation, double expected) {
    assertThat(meanTime(Balancer.random(), 1, utilisation, 4000, 3))
        .isCloseTo(expected, Percentage.withPercentage(5));
  }

  /** Mitzenmacher's power of two choices: one client sees every queue, so in flight is exact. */
  @ParameterizedTest
  @CsvSource({"0.5, 1.266", "0.8, 1.947", "0.9, 2.614"})
  void twoChoices_waitAsMitzenmacherSays(double utilisation, double expected) {
    assertThat(meanTime(Balancer.leastRequest(), 500, utilisation, 60, 5))
        .isCloseTo(expected, Percentage.withPercentage(2));
  }

  @Test
  void theSameSeedIsTheSameRun_anotherIsNot() {
    double first = meanTime(Balancer.peakEwma(), 20, 0.8, 10, 1);
    assertThat(meanTime(Balancer.peakEwma(), 20, 0.8, 10, 1)).isEqualTo(first);
    assertThat(meanTime(Balancer.peakEwma(), 20, 0.8, 10, 2)).isNotEqualTo(first);
  }
}
