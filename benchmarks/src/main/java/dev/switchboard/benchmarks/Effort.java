package dev.switchboard.benchmarks;

import java.time.Duration;
import java.util.List;

/** How long to measure. */
public enum Effort {

  /** For figures that are published. */
  FULL,

  /** For seeing that it still runs: its figures mean nothing. */
  SMOKE;

  private static final Duration MOMENT = Duration.ofMillis(20);

  /** So many rounds, or one. */
  public int rounds(int full) {
    return this == FULL ? full : 1;
  }

  /** So long, or a moment. */
  public Duration time(Duration full) {
    return this == FULL ? full : MOMENT;
  }

  /** All cases, or the first. */
  public <T> List<T> cases(List<T> full) {
    return this == FULL ? full : full.subList(0, 1);
  }
}
