package dev.switchboard.balance;

import dev.switchboard.health.EndpointStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The same endpoint for the same value of a key.
 *
 * @param key which key
 */
record ConsistentHash(String key) implements Balancer {

  private static final int OUT = -1;

  ConsistentHash {
    if (key.isBlank()) {
      throw new IllegalArgumentException("key is empty; name what calls carry, such as a header");
    }
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    return new ConsistentHashPicker(key, eligible, slots(eligible, context), context.randomness());
  }

  /**
   * Whose each slot is, by their places among the eligible. One that is out keeps its slots, and
   * the next one's owner stands in: so no key of another moves when it goes out, nor when it comes
   * back. Where less than half of the pool is left the slots are theirs alone, lest too much fall
   * to those who come next.
   */
  private static int[] slots(List<Pick> eligible, Context context) {
    boolean mostInUse = !context.pool().isEmpty() && 2 * weight(eligible) >= weight(context.pool());
    List<Pick> owners = mostInUse ? context.pool() : eligible;
    Map<EndpointStats, Integer> inUse = new HashMap<>();
    eligible.forEach(pick -> inUse.put(pick.stats(), inUse.size()));
    int[] places =
        owners.stream().mapToInt(owner -> inUse.getOrDefault(owner.stats(), OUT)).toArray();
    MaglevTable table = new MaglevTable(weighted(owners, eligible, places));
    int[] slots = new int[MaglevTable.SLOTS];
    int standIn = OUT;
    for (int i = 2 * MaglevTable.SLOTS - 1; i >= 0; i--) { // twice around, for the last ones
      int slot = i % MaglevTable.SLOTS;
      int place = places[table.owner(slot)];
      standIn = place == OUT ? standIn : place;
      slots[slot] = standIn;
    }
    return slots;
  }

  /** The owners; who is in use as it is among the eligible, where it may have another weight. */
  private static List<Pick> weighted(List<Pick> owners, List<Pick> eligible, int[] places) {
    return IntStream.range(0, places.length)
        .mapToObj(i -> places[i] == OUT ? owners.get(i) : eligible.get(places[i]))
        .toList();
  }

  private static double weight(List<Pick> picks) {
    return picks.stream().mapToDouble(Pick::weight).sum();
  }
}
