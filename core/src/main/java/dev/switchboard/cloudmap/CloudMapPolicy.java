package dev.switchboard.cloudmap;

import dev.switchboard.time.TimeBounds;
import java.time.Duration;

/**
 * How often Cloud Map is asked.
 *
 * @param pollInterval how often the revision of each service in use is asked for, or up to a fifth
 *     sooner, 1 s to 5 minutes; default 5 s: 500 processes with 10 services each use a third of the
 *     account's quota of 3,000 such calls per second
 * @param refreshInterval how often the instances are asked for even though the revision stands
 *     still, 1 s to 1 day, in effect at least {@code pollInterval}; default 30 s, because health
 *     does not move the revision. After an answer that was news it comes sooner, at random, so that
 *     processes which had the same news together do not ask together.
 * @param requestTimeout how long one question may take, 100 ms to 1 minute; default 5 s, because
 *     the first one also loads the AWS SDK
 * @param idleAfter how long nobody must have called a service for it to be asked about less often,
 *     1 s to 1 day: from then on each pause is twice the one before, up to 5 minutes. Default 1
 *     minute: what is called at least so often is never found out of date, and what was called once
 *     soon costs next to nothing
 * @param idleStop how long nobody must have called a service for it not to be asked about any more
 *     until somebody does, {@code idleAfter} to 1 day; default 15 minutes: the next call waits for
 *     a fresh answer anyway
 * @param requestsPerSecond how many questions of any kind are asked in a second, for all services
 *     of the resolver together, 1 to 1,000. A second's worth may come at once; what is more waits
 *     its turn. Default 30: enough for 130 services in use, and 1 % of the account's quota, should
 *     everything go wrong at once
 */
public record CloudMapPolicy(
    Duration pollInterval,
    Duration refreshInterval,
    Duration requestTimeout,
    Duration idleAfter,
    Duration idleStop,
    int requestsPerSecond) {

  private static final CloudMapPolicy DEFAULTS =
      new CloudMapPolicy(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(15),
          30);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public CloudMapPolicy {
    Duration second = Duration.ofSeconds(1);
    Duration day = Duration.ofDays(1);
    TimeBounds.requireBetween("pollInterval", pollInterval, second, Duration.ofMinutes(5));
    TimeBounds.requireBetween("refreshInterval", refreshInterval, second, day);
    TimeBounds.requireBetween(
        "requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    TimeBounds.requireBetween("idleAfter", idleAfter, second, day);
    TimeBounds.requireBetween("idleStop", idleStop, idleAfter, day);
    if (requestsPerSecond < 1 || requestsPerSecond > 1000) {
      throw new IllegalArgumentException(
          "requestsPerSecond must be between 1 and 1000, but is " + requestsPerSecond);
    }
  }

  /** Every 5 s the revision, every 30 s the instances, at most 30 questions per second. */
  public static CloudMapPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another interval between revisions. */
  public CloudMapPolicy withPollInterval(Duration interval) {
    return new CloudMapPolicy(
        interval, refreshInterval, requestTimeout, idleAfter, idleStop, requestsPerSecond);
  }

  /** This policy with another interval between full answers. */
  public CloudMapPolicy withRefreshInterval(Duration interval) {
    return new CloudMapPolicy(
        pollInterval, interval, requestTimeout, idleAfter, idleStop, requestsPerSecond);
  }

  /** This policy with another limit for one question. */
  public CloudMapPolicy withRequestTimeout(Duration timeout) {
    return new CloudMapPolicy(
        pollInterval, refreshInterval, timeout, idleAfter, idleStop, requestsPerSecond);
  }

  /** This policy with another time after which a service nobody calls is asked about less often. */
  public CloudMapPolicy withIdleAfter(Duration time) {
    return new CloudMapPolicy(
        pollInterval, refreshInterval, requestTimeout, time, idleStop, requestsPerSecond);
  }

  /** This policy with another time after which a service nobody calls is not asked about. */
  public CloudMapPolicy withIdleStop(Duration time) {
    return new CloudMapPolicy(
        pollInterval, refreshInterval, requestTimeout, idleAfter, time, requestsPerSecond);
  }

  /** This policy with another number of questions per second. */
  public CloudMapPolicy withRequestsPerSecond(int requests) {
    return new CloudMapPolicy(
        pollInterval, refreshInterval, requestTimeout, idleAfter, idleStop, requests);
  }
}
