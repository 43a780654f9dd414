package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whoever owns the slot of a call's key, or the owner of a slot after it if that one has too much
 * to do. A call without the key goes by a random one.
 */
final class ConsistentHashPicker implements Picker {

  /** So many slots after its own are a key's own, too, so that it stays on a few endpoints. */
  private static final int NEAR = 16;

  /**
   * So many more are looked at anywhere. A fifth of all endpoints, by weight, have room at any
   * time: that none of so many slots is theirs happens once in a million picks.
   */
  private static final int ANYWHERE = 64;

  private final String key;
  private final Pick[] eligible;
  private final int[] slots;
  private final LoadBound bound;
  private final Randomness randomness;

  ConsistentHashPicker(String key, List<Pick> eligible, int[] slots, Randomness randomness) {
    this.key = key;
    this.eligible = eligible.toArray(Pick[]::new);
    this.slots = slots;
    this.bound = new LoadBound(eligible, new Stripes(() -> (int) randomness.nextLong()));
    this.randomness = randomness;
  }

  @Override
  public Pick pick(CallKeys keys, long now) {
    int slot = slot(keys);
    Pick found = withRoom(slot, pick -> false);
    return found == null ? eligible[slots[slot]] : found;
  }

  @Override
  public @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
    return withRoom(slot(keys), tried);
  }

  @Override
  public long affinity(CallKeys keys) {
    String value = keys.value(key);
    return value == null ? 0 : Hash.of(value);
  }

  private int slot(CallKeys keys) {
    long hash = affinity(keys);
    return Hash.below(slots.length, hash == 0 ? randomness.nextLong() : hash);
  }

  private @Nullable Pick withRoom(int from, Predicate<Pick> avoided) {
    long inFlight = bound.total();
    int slot = from;
    for (int i = 0; i < NEAR + ANYWHERE; i++) {
      int place = slots[slot];
      if (!avoided.test(eligible[place]) && bound.hasRoom(place, inFlight)) {
        return eligible[place];
      }
      slot = i < NEAR ? MaglevTable.after(slot) : randomness.below(slots.length);
    }
    return null;
  }
}
