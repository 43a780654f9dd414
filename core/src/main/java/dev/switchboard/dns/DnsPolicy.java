package dev.switchboard.dns;

import dev.switchboard.time.TimeBounds;
import java.time.Duration;

/**
 * How often DNS is asked. The next question comes when the shortest TTL of the answer is over, or
 * up to a tenth sooner.
 *
 * @param ttlFloor the shortest time between two questions, whatever the TTL, 1 s to 5 minutes;
 *     default 1 s: a TTL of 0 means "do not keep it", not "ask without end"
 * @param ttlCeiling the longest time between two questions, and after errors, {@code ttlFloor} to 1
 *     day; default 30 s, because a task that stops serves on for about as long, whatever a zone's
 *     TTL
 * @param timeout how long one question may take, over all servers and a second try of each, 100 ms
 *     to 1 minute; default 5 s
 */
public record DnsPolicy(Duration ttlFloor, Duration ttlCeiling, Duration timeout) {

  private static final DnsPolicy DEFAULTS =
      new DnsPolicy(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(5));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public DnsPolicy {
    TimeBounds.requireBetween("ttlFloor", ttlFloor, Duration.ofSeconds(1), Duration.ofMinutes(5));
    TimeBounds.requireBetween("ttlCeiling", ttlCeiling, ttlFloor, Duration.ofDays(1));
    TimeBounds.requireBetween("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(1));
  }

  /** By the TTL, but at least 1 s and at most 30 s apart; 5 s for a question. */
  public static DnsPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another shortest time between questions. */
  public DnsPolicy withTtlFloor(Duration floor) {
    return new DnsPolicy(floor, ttlCeiling, timeout);
  }

  /** This policy with another longest time between questions. */
  public DnsPolicy withTtlCeiling(Duration ceiling) {
    return new DnsPolicy(ttlFloor, ceiling, timeout);
  }

  /** This policy with another limit for one question. */
  public DnsPolicy withTimeout(Duration newTimeout) {
    return new DnsPolicy(ttlFloor, ttlCeiling, newTimeout);
  }

  /** How long an answer is good for here. */
  Duration clamp(Duration ttl) {
    Duration atLeast = ttl.compareTo(ttlFloor) < 0 ? ttlFloor : ttl;
    return atLeast.compareTo(ttlCeiling) > 0 ? ttlCeiling : atLeast;
  }
}
