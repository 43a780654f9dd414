package dev.switchboard.jdbc;

import dev.switchboard.time.TimeBounds;
import java.time.Duration;

/**
 * How a {@link SwitchboardPool} follows its endpoints.
 *
 * @param drain how long a connection that is in use may stay at an endpoint that is no longer
 *     listed or is out, until it is closed by force, 0 to 1 day; default 30 s, after which ECS
 *     kills a task that it stops
 * @param moveOver the least time in which all of the pool may move over to endpoints with fewer
 *     connections, 1 s to 1 day; default 30 s. One connection moves at a time, at random times.
 */
public record PoolPolicy(Duration drain, Duration moveOver) {

  private static final PoolPolicy DEFAULTS =
      new PoolPolicy(Duration.ofSeconds(30), Duration.ofSeconds(30));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public PoolPolicy {
    TimeBounds.requireBetween("drain", drain, Duration.ZERO, Duration.ofDays(1));
    TimeBounds.requireBetween("moveOver", moveOver, Duration.ofSeconds(1), Duration.ofDays(1));
  }

  /** Half a minute for each. */
  public static PoolPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another time to drain. */
  public PoolPolicy withDrain(Duration time) {
    return new PoolPolicy(time, moveOver);
  }

  /** This policy with another least time in which all of the pool may move over. */
  public PoolPolicy withMoveOver(Duration time) {
    return new PoolPolicy(drain, time);
  }
}
