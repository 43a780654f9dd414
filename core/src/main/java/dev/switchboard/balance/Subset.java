package dev.switchboard.balance;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The few endpoints of a large pool that one process uses: those with the smallest hash of their
 * address and the process's own seed (rendezvous hashing). So a member that goes is replaced by
 * one, and one that comes replaces at most one.
 *
 * @param size how many
 * @param inner how attempts are spread over them
 */
record Subset(int size, Balancer inner) implements Around {

  Subset {
    if (size < 1) {
      throw new IllegalArgumentException("size must be at least 1, but is " + size);
    }
    Objects.requireNonNull(inner, "inner");
    Around.refuse(
        ConsistentHash.class,
        inner,
        "consistentHash cannot be within a subset, which is another in each process: a key would"
            + " have another endpoint in each; leave the subset out");
    Around.refuse(
        Split.class,
        inner,
        "a split cannot be within a subset, which may have none of a route's endpoints; put it"
            + " around: split(routes, subset(...))");
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    // Who is out has been replaced: of the subset nobody is.
    return inner.picker(members(eligible, context), context.withPool(List.of()));
  }

  @Override
  public List<Pick> members(List<Pick> eligible, Context context) {
    return eligible.size() <= size
        ? eligible
        : eligible.stream()
            .sorted(Comparator.comparingLong(pick -> Hash.of(pick.endpoint(), context.seed())))
            .limit(size)
            .toList();
  }
}
