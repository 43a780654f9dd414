package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import java.util.Comparator;
import java.util.List;

/**
 * The few endpoints of a large pool that one process uses: those with the smallest hash of their
 * address and the process's own seed (rendezvous hashing). So a member that goes is replaced by
 * one, and one that comes replaces at most one.
 *
 * @param size how many
 * @param inner how attempts are spread over them
 */
record Subset(int size, Balancer inner) implements Balancer {

  Subset {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, but is " + size);
    }
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    return inner.picker(members(eligible, context), context);
  }

  @Override
  public List<Pick> members(List<Pick> eligible, Context context) {
    return eligible.size() <= size
        ? eligible
        : eligible.stream()
            .sorted(Comparator.comparingLong(pick -> hash(pick.endpoint(), context.seed())))
            .limit(size)
            .toList();
  }

  private static long hash(Endpoint endpoint, long seed) {
    long hash = seed;
    for (byte part : endpoint.address().getAddress()) {
      hash = mixed(hash ^ part);
    }
    return mixed(hash ^ endpoint.port());
  }

  /** The finalizer of MurmurHash3. */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    z = (z ^ (z >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return z ^ (z >>> 33);
  }
}
