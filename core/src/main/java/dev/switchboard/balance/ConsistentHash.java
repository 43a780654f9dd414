package dev.switchboard.balance;

import dev.switchboard.health.EndpointStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The same endpoint for the same value of a key.
 *
 * @param key which key
 */
record ConsistentHash(String key) implements Balancer {

  ConsistentHash {
    Objects.requireNonNull(key, "key");
    if (key.isBlank()) {
      throw new IllegalArgumentException("key is empty; name what calls carry, such as a header");
    }
  }

  /**
   * One that is out keeps its slots: so no key of another moves when it goes out, nor when it comes
   * back. Where less than half of the pool is left the slots are theirs alone, lest too much fall
   * to those who come next.
   */
  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    Map<EndpointStats, Integer> inUse = new HashMap<>();
    eligible.forEach(pick -> inUse.put(pick.stats(), inUse.size()));
    List<Pick> owners = areMost(inUse, context.pool()) ? context.pool() : eligible;
    int[] places =
        owners.stream()
            .mapToInt(owner -> inUse.getOrDefault(owner.stats(), ConsistentHashPicker.OUT))
            .toArray();
    SlotTable table = SlotTables.of(weighted(owners, eligible, places));
    return new ConsistentHashPicker(key, eligible, table, places, context.randomness());
  }

  /** By the weights of the pool: those in use may have others for a while. */
  private static boolean areMost(Map<EndpointStats, Integer> inUse, List<Pick> pool) {
    double all = 0;
    double left = 0;
    for (Pick pick : pool) {
      all += pick.weight();
      left += inUse.containsKey(pick.stats()) ? pick.weight() : 0;
    }
    return left > 0 && 2 * left >= all;
  }

  /** The owners; who is in use as it is among the eligible, where it may have another weight. */
  private static List<Pick> weighted(List<Pick> owners, List<Pick> eligible, int[] places) {
    return IntStream.range(0, places.length)
        .mapToObj(i -> places[i] < 0 ? owners.get(i) : eligible.get(places[i]))
        .toList();
  }
}
