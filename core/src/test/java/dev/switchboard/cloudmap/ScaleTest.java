package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What 500 processes with 10 services each do to the quotas of their account: 1,000 {@code
 * DiscoverInstances} per second with a burst of 2,000, and 3,000 {@code DiscoverInstancesRevision}.
 */
@Timeout(60)
class ScaleTest {

  private static final int INSTANCES_QUOTA = 1000;
  private static final int REVISIONS_QUOTA = 3000;

  /** Started in the course of half a minute, and on for a minute. */
  private static Fleet running(long seed) {
    Fleet fleet = new Fleet(seed).start(Duration.ofSeconds(30), true);
    fleet.run(60);
    return fleet;
  }

  private static void nothingIsRefused(Fleet fleet) {
    assertThat(fleet.account.instances.refused()).isZero();
    assertThat(fleet.account.revisions.refused()).isZero();
  }

  @Test
  void calm_aThirdOfTheQuotas() {
    Fleet fleet = running(1);
    int from = fleet.second();
    fleet.run(300);
    int to = fleet.second();
    assertThat(fleet.account.instances.mean(from, to)).isLessThan(INSTANCES_QUOTA / 5.0);
    assertThat(fleet.account.instances.max(from, to)).isLessThan(INSTANCES_QUOTA / 4);
    assertThat(fleet.account.revisions.mean(from, to)).isLessThan(REVISIONS_QUOTA / 3.0);
    assertThat(fleet.account.revisions.max(from, to)).isLessThan(REVISIONS_QUOTA * 2 / 5);
    assertThat(fleet.waits()).isZero();
    nothingIsRefused(fleet);
  }

  @Test
  void allStartInOneSecond_beforeTheyCallAnybody_andNothingIsRefused() {
    Fleet fleet = new Fleet(2).start(Duration.ofSeconds(1), false);
    fleet.rest(3);
    assertThat(fleet.secondsUntilHeardFrom(0, 10)).isZero();
    fleet.run(50);
    nothingIsRefused(fleet);
    assertThat(fleet.account.instances.max(0, 4)).isLessThan(2 * INSTANCES_QUOTA);
    assertThat(fleet.account.instances.max(4, 54)).isLessThan(INSTANCES_QUOTA / 3);
    assertThat(fleet.account.revisions.max(0, 54)).isLessThan(REVISIONS_QUOTA / 2);
  }

  /** Calls wait, so everything is asked at once: 5,000 questions where 3,000 have room. */
  @Test
  void allStartInOneSecond_andCallAtOnce_andTheLastHasItsAnswerInSeven() {
    Fleet fleet = new Fleet(3).start(Duration.ofSeconds(1), true);
    fleet.run(2);
    assertThat(fleet.unanswered()).as("of 5,000 after three seconds").isLessThan(250);
    assertThat(fleet.secondsUntilHeardFrom(0, 10)).isLessThanOrEqualTo(4);
    fleet.run(50);
    assertThat(fleet.account.instances.max(0, 1)).isEqualTo(Fleet.PROCESSES * Fleet.SERVICES);
    assertThat(fleet.account.instances.refused()).isLessThan(2500);
    assertThat(fleet.account.instances.max(1, 5)).isLessThan(INSTANCES_QUOTA * 8 / 5);
    assertThat(fleet.account.instances.max(5, 54)).isLessThan(INSTANCES_QUOTA / 3);
    assertThat(fleet.account.revisions.max(0, 54)).isLessThan(REVISIONS_QUOTA / 2);
    assertThat(fleet.account.revisions.refused()).isZero();
  }

  @Test
  void theRegistryIsOutForFiveMinutes_andIsNotOverrunWhenItIsBack() {
    Fleet fleet = running(4);
    int out = fleet.second();
    fleet.account.down(true);
    fleet.run(300);
    int back = fleet.second();
    assertThat(fleet.account.instances.mean(out, back)).isLessThan(INSTANCES_QUOTA / 5.0);
    assertThat(fleet.account.instances.max(out, back)).isLessThan(INSTANCES_QUOTA * 3 / 5);
    assertThat(fleet.account.revisions.max(out, back)).isLessThan(REVISIONS_QUOTA / 2);
    assertThat(fleet.waits()).as("calls that waited for a dead registry").isZero();
    fleet.account.down(false);
    assertThat(fleet.secondsUntilHeardFrom(back, 90)).isBetween(30, 61);
    fleet.run(60);
    assertThat(fleet.account.instances.max(back, fleet.second())).isLessThan(INSTANCES_QUOTA / 3);
    assertThat(fleet.account.revisions.max(back, fleet.second())).isLessThan(REVISIONS_QUOTA / 2);
    nothingIsRefused(fleet);
  }

  @Test
  void aServiceIsDead_andEveryProcessAsksForFreshAnswers20TimesASecond() {
    Fleet fleet = running(5);
    int from = fleet.second();
    fleet.runFailing(300, 1);
    int to = fleet.second();
    assertThat(fleet.account.revisions.mean(from, to)).isLessThan(1.1 * REVISIONS_QUOTA / 3);
    assertThat(fleet.account.revisions.max(from, to)).isLessThan(REVISIONS_QUOTA / 2);
    assertThat(fleet.account.instances.max(from, to)).isLessThan(INSTANCES_QUOTA / 3);
    nothingIsRefused(fleet);
  }

  /** A zone is lost: every service has other instances now, and calls to all of them fail. */
  @Test
  void everyServiceFailsAtOnce_andTheBurstIsEnough() {
    Fleet fleet = running(6);
    int from = fleet.second();
    fleet.account.deploy();
    fleet.runFailing(6, Fleet.SERVICES);
    assertThat(fleet.secondsUntilHeardFrom(from, 0)).as("all have heard by now").isZero();
    fleet.runFailing(54, Fleet.SERVICES);
    assertThat(fleet.account.instances.max(from, from + 5)).isLessThan(2500);
    assertThat(fleet.account.instances.max(from + 5, from + 60)).isLessThan(INSTANCES_QUOTA / 2);
    assertThat(fleet.account.revisions.max(from, from + 60)).isLessThan(REVISIONS_QUOTA * 3 / 4);
    nothingIsRefused(fleet);
  }

  /** Others of the account use up nearly all of the quotas for three minutes. */
  @Test
  void throttled_itAsksLess_andIsFreshAMinuteAfterTheEnd() {
    Fleet fleet = running(7);
    fleet.account.instances.limit(50);
    fleet.account.revisions.limit(150);
    fleet.run(60);
    int settled = fleet.second();
    fleet.run(120);
    int end = fleet.second();
    double asked =
        fleet.account.instances.mean(settled, end) + fleet.account.revisions.mean(settled, end);
    assertThat(asked).as("of some 1,100 in calm").isLessThan(500);
    assertThat(fleet.waits()).as("calls that waited for a throttled registry").isZero();
    fleet.account.instances.limit(INSTANCES_QUOTA);
    fleet.account.revisions.limit(REVISIONS_QUOTA);
    int refusedBefore = fleet.account.instances.refused() + fleet.account.revisions.refused();
    assertThat(fleet.secondsUntilHeardFrom(end, 90)).isLessThanOrEqualTo(61);
    fleet.run(60);
    int refused = fleet.account.instances.refused() + fleet.account.revisions.refused();
    assertThat(refused).isEqualTo(refusedBefore);
    assertThat(fleet.account.instances.max(end, fleet.second())).isLessThan(INSTANCES_QUOTA / 3);
    assertThat(fleet.account.revisions.max(end, fleet.second())).isLessThan(REVISIONS_QUOTA / 2);
  }
}
