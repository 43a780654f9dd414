package dev.switchboard.call;

import java.time.Duration;

/** When a call must be over. Immutable. */
record Deadline(boolean isSet, long atNanos) {

  /** {@code time} from {@code now}; zero is none. */
  static Deadline after(Duration time, long now) {
    return new Deadline(!time.isZero(), now + time.toNanos());
  }

  boolean hasPassed(long now) {
    return isSet && now - atNanos >= 0;
  }

  /** Whether {@code time} comes at or after the deadline. */
  boolean isBefore(long time) {
    return isSet && time - atNanos >= 0;
  }

  /** The earlier of {@code time} and the deadline. */
  long orEarlier(long time) {
    return isSet && atNanos - time < 0 ? atNanos : time;
  }
}
