package dev.switchboard.simulation;

import dev.switchboard.time.Randomness;
import java.time.Duration;

/** A distribution of times, in nanoseconds. With {@link StrictMath}: the same on every machine. */
@FunctionalInterface
interface Draw {

  long nanos(Randomness randomness);

  static Draw fixed(Duration time) {
    long nanos = time.toNanos();
    return randomness -> nanos;
  }

  static Draw exponential(Duration mean) {
    double nanos = mean.toNanos();
    return randomness -> (long) (-nanos * StrictMath.log(1 - randomness.fraction()));
  }

  /** Normal, and never below zero. */
  static Draw normal(Duration mean, Duration deviation) {
    double centre = mean.toNanos();
    double width = deviation.toNanos();
    return randomness -> {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - randomness.fraction()));
      double angle = 2 * StrictMath.PI * randomness.fraction();
      return (long) Math.max(0, centre + width * radius * StrictMath.cos(angle));
    };
  }

  /** The same, so many times as long. */
  default Draw times(double factor) {
    return randomness -> (long) (factor * nanos(randomness));
  }
}
