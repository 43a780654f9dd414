package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The endpoints a call has tried already. For one thread at a time. */
public final class Tried implements Predicate<Pick> {

  private final List<Pick> picks = new ArrayList<>(0);

  /** Nothing tried yet. */
  public Tried() {}

  /** Remembers a try. */
  public void add(Pick pick) {
    picks.add(pick);
  }

  /** Whether nothing was tried yet. */
  public boolean isEmpty() {
    return picks.isEmpty();
  }

  /** Whether the endpoint was tried. */
  @Override
  public boolean test(Pick pick) {
    return count(pick) > 0;
  }

  /** How often the endpoint was tried. */
  int count(Pick pick) {
    int count = 0;
    for (int i = 0; i < picks.size(); i++) {
      count += picks.get(i).sameAddress(pick) ? 1 : 0;
    }
    return count;
  }
}
