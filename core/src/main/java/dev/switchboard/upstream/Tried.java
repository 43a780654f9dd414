package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The endpoints a call has tried already. For one thread at a time, if {@link #add} is used. */
public final class Tried implements Predicate<Pick> {

  private record Try(Pick pick, @Nullable Try before) {}

  private @Nullable Try last;

  /** Nothing tried yet. */
  public Tried() {}

  private Tried(@Nullable Try last) {
    this.last = last;
  }

  /** Remembers a try. */
  public void add(Pick pick) {
    last = new Try(pick, last);
  }

  /** These and one more; this stays as it is, for drivers whose tries run side by side. */
  public Tried and(Attempt attempt) {
    return new Tried(new Try(attempt.pick(), last));
  }

  /** Whether nothing was tried yet. */
  public boolean isEmpty() {
    return last == null;
  }

  /** Whether the endpoint was tried. */
  @Override
  public boolean test(Pick pick) {
    return count(pick) > 0;
  }

  /** Whether each of them was tried twice or more. */
  boolean allTwice(List<Pick> all) {
    for (int i = 0; i < all.size(); i++) {
      if (count(all.get(i)) < 2) {
        return false;
      }
    }
    return true;
  }

  /** How often the endpoint was tried. */
  int count(Pick pick) {
    int count = 0;
    for (Try tried = last; tried != null; tried = tried.before()) {
      count += tried.pick().sameAddress(pick) ? 1 : 0;
    }
    return count;
  }
}
