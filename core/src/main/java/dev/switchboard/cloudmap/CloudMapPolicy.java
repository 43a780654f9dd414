package dev.switchboard.cloudmap;

import java.time.Duration;

/**
 * How often Cloud Map is asked.
 *
 * @param pollInterval how often the revision of each service is asked for, or up to a fifth sooner,
 *     1 s to 5 minutes; default 5 s: 500 processes with 10 services each use a third of the
 *     account's quota of 3,000 such calls per second
 * @param refreshInterval how often the instances are asked for even though the revision stands
 *     still, 1 s to 1 day, in effect at least {@code pollInterval}; default 30 s, because health
 *     does not move the revision
 * @param requestTimeout how long one question may take, 100 ms to 1 minute; default 5 s, because
 *     the first one also loads the AWS SDK
 */
public record CloudMapPolicy(
    Duration pollInterval, Duration refreshInterval, Duration requestTimeout) {

  private static final CloudMapPolicy DEFAULTS =
      new CloudMapPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public CloudMapPolicy {
    requireBetween("pollInterval", pollInterval, Duration.ofSeconds(1), Duration.ofMinutes(5));
    requireBetween("refreshInterval", refreshInterval, Duration.ofSeconds(1), Duration.ofDays(1));
    requireBetween("requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  private static void requireBetween(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name + " must be between " + min + " and " + max + ", but is " + value);
    }
  }

  /** Every 5 s the revision, every 30 s the instances. */
  public static CloudMapPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another interval between revisions. */
  public CloudMapPolicy withPollInterval(Duration interval) {
    return new CloudMapPolicy(interval, refreshInterval, requestTimeout);
  }

  /** This policy with another interval between full answers. */
  public CloudMapPolicy withRefreshInterval(Duration interval) {
    return new CloudMapPolicy(pollInterval, interval, requestTimeout);
  }

  /** This policy with another limit for one question. */
  public CloudMapPolicy withRequestTimeout(Duration timeout) {
    return new CloudMapPolicy(pollInterval, refreshInterval, timeout);
  }
}
