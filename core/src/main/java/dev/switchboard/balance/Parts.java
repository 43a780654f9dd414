package dev.switchboard.balance;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a pool, each with a share of the calls. Calls that belong together go to the same part,
 * the others take turns.
 */
final class Parts implements Picker {

  /**
   * One part.
   *
   * @param picker chooses within it
   * @param share how much of the calls it gets, relative to the others; more than 0
   */
  record Part(Picker picker, double share) {}

  private final GoldenWalk<Part> turns;
  private final Picker any;

  /** At least one. */
  Parts(List<Part> parts, Balancer.Context context) {
    turns = new GoldenWalk<>(new AliasTable<>(parts, Part::share), context.randomness());
    any = parts.get(0).picker();
  }

  @Override
  public @Nullable Pick pick(CallKeys keys, long now) {
    return of(keys, now).pick(keys, now);
  }

  @Override
  public @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
    // A retry must not take the turn of a first try.
    return affinity(keys) == 0 ? null : of(keys, now).another(keys, tried, now);
  }

  @Override
  public long affinity(CallKeys keys) {
    return any.affinity(keys); // they are all of the same balancer
  }

  private Picker of(CallKeys keys, long now) {
    long affinity = affinity(keys);
    // Mixed once more: within the part the same number decides again.
    Part part = affinity == 0 ? turns.next(now) : turns.at((int) Hash.mixed(affinity));
    return part.picker();
  }
}
