package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whoever owns the slot of a call's key, or the owner of another slot if that one has too much to
 * do. A call without the key goes by a random one.
 */
final class ConsistentHashPicker implements Picker {

  /** So many slots are a key's own, in this order, so that it stays on a few endpoints. */
  private static final int NEAR = 16;

  /**
   * So many more are looked at anywhere. A fifth of all endpoints, by weight, have room at any
   * time: that none of so many slots is theirs happens once in a million picks.
   */
  private static final int ANYWHERE = 64;

  /** No place among the eligible. */
  static final int OUT = -1;

  private final String key;
  private final Pick[] eligible;
  private final SlotTable table;
  private final int[] places;
  private final LoadBound bound;
  private final Randomness randomness;

  /**
   * Picks among the eligible.
   *
   * @param places where among them each owner of slots is, or {@link #OUT}; most are in
   */
  ConsistentHashPicker(
      String key, List<Pick> eligible, SlotTable table, int[] places, Randomness randomness) {
    this.key = key;
    this.eligible = eligible.toArray(Pick[]::new);
    this.table = table;
    this.places = places;
    this.bound = new LoadBound(eligible, new Turns((int) randomness.nextLong()));
    this.randomness = randomness;
  }

  @Override
  public Pick pick(CallKeys keys, long now) {
    int slot = slot(keys);
    Pick found = withRoom(slot, pick -> false, now);
    return found == null ? eligible[place(slot)] : found;
  }

  @Override
  public @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
    return withRoom(slot(keys), tried, now);
  }

  @Override
  public long affinity(CallKeys keys) {
    String value = keys.value(key);
    return value == null ? 0 : Hash.of(value);
  }

  private int slot(CallKeys keys) {
    long hash = affinity(keys);
    return Hash.below(SlotTable.SLOTS, hash == 0 ? randomness.nextLong() : hash);
  }

  /** The owner's, or where that one is out, that of another slot in its stead. */
  private int place(int slot) {
    int place = places[table.owner(slot)];
    for (int turn = 1; place == OUT; turn++) {
      place = places[table.owner(SlotTable.another(slot, turn))];
    }
    return place;
  }

  private @Nullable Pick withRoom(int own, Predicate<Pick> avoided, long now) {
    long inFlight = bound.total(now);
    int slot = own;
    for (int turn = 1; turn <= NEAR + ANYWHERE; turn++) {
      int place = place(slot);
      if (!avoided.test(eligible[place]) && bound.hasRoom(place, inFlight)) {
        return eligible[place];
      }
      slot = turn < NEAR ? SlotTable.another(own, turn) : randomness.below(SlotTable.SLOTS);
    }
    return null;
  }
}
