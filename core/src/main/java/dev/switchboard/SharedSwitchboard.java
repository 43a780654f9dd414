package dev.switchboard;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one Switchboard of a process, for those who have no other way to get at one: what is named in
 * a URL. Safe for any thread.
 */
final class SharedSwitchboard {

  /**
   * What is shared.
   *
   * @param isOurs whether it was made here, and so is closed here
   * @param how when it became what it is
   * @param where who was there
   */
  private record Holding(Switchboard switchboard, boolean isOurs, String how, Throwable where) {}

  private final Supplier<Switchboard> made;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Holding holding;

  /** What {@code made} makes, unless another is set before. */
  SharedSwitchboard(Supplier<Switchboard> made) {
    this.made = made;
  }

  /** The one that was set, or else the one made now. What fails is tried again by the next. */
  Switchboard get() {
    Holding there = holding;
    if (there != null) {
      return there.switchboard();
    }
    lock.lock();
    try {
      there = holding;
      if (there == null) {
        there =
            new Holding(made.get(), true, "made from the configuration on first use by", here());
        holding = there;
      }
      return there.switchboard();
    } finally {
      lock.unlock();
    }
  }

  void set(Switchboard switchboard) {
    lock.lock();
    try {
      Holding there = holding;
      if (there != null) {
        throw new IllegalStateException(
            "the shared Switchboard was already "
                + there.how()
                + " "
                + frame(there.where())
                + "; share one once, before anything uses it",
            there.where());
      }
      holding = new Holding(switchboard, false, "set by", here());
    } finally {
      lock.unlock();
    }
  }

  void reset() {
    lock.lock();
    try {
      Holding there = holding;
      holding = null;
      if (there != null && there.isOurs()) {
        there.switchboard().close();
      }
    } finally {
      lock.unlock();
    }
  }

  private static Throwable here() {
    return new Throwable("here, on thread " + Thread.currentThread().getName());
  }

  private static String frame(Throwable where) {
    Optional<StackTraceElement> caller =
        Arrays.stream(where.getStackTrace())
            .filter(
                f ->
                    !f.getClassName().equals(SharedSwitchboard.class.getName())
                        && !f.getClassName().equals(Switchboard.class.getName()))
            .findFirst();
    return caller.map(StackTraceElement::toString).orElse("somebody");
  }
}
