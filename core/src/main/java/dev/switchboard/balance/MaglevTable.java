package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import java.util.Arrays;
import java.util.List;

/**
 * Gives every endpoint its share of 65,537 slots, so that all processes agree on whose a slot is,
 * and a change of the pool leaves nearly all of them as they are. Immutable.
 *
 * <p>Maglev's way (Eisenbud et al., NSDI 2016): each endpoint has an order of its own in which it
 * wants the slots, and they take turns, each the first one that is still free, until it has what
 * its weight entitles it to. A ring of virtual nodes would leave yet fewer slots without need, but
 * with a hundred nodes for each endpoint the largest share is a fifth above the mean; here it is
 * one slot.
 */
final class MaglevTable {

  /** A prime, so that any step visits every slot; a hundred for each of 655 endpoints. */
  static final int SLOTS = 65_537;

  private static final int FREE = -1;

  /** Two independent numbers of an endpoint: where its order begins, and its step. */
  private static final long BEGIN_SEED = 1;

  private static final long STEP_SEED = 2;

  private final int[] owners = new int[SLOTS];

  /** Slots for these, by weight, in the same order everywhere. */
  MaglevTable(List<Pick> picks) {
    int n = picks.size();
    int[] next = new int[n];
    int[] step = new int[n];
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = picks.get(i).endpoint();
      next[i] = Hash.below(SLOTS, Hash.of(endpoint, BEGIN_SEED));
      step[i] = 1 + Hash.below(SLOTS - 1, Hash.of(endpoint, STEP_SEED));
    }
    Arrays.fill(owners, FREE);
    int[] due = quotas(picks);
    int[] waiting = new int[n];
    Arrays.setAll(waiting, i -> i);
    for (int waits = n; waits > 0; ) {
      int still = 0;
      for (int w = 0; w < waits; w++) {
        int i = waiting[w];
        if (due[i] > 0) {
          due[i]--;
          next[i] = take(i, next[i], step[i]);
          waiting[still++] = i;
        }
      }
      waits = still;
    }
  }

  /**
   * How many slots each gets: its share, rounded so that there are neither too many nor too few.
   */
  private static int[] quotas(List<Pick> picks) {
    double total = picks.stream().mapToDouble(Pick::weight).sum();
    int[] quotas = new int[picks.size()];
    double weights = 0;
    long given = 0;
    for (int i = 0; i < quotas.length; i++) {
      weights += picks.get(i).weight();
      long upToHere = i == quotas.length - 1 ? SLOTS : Math.round(SLOTS * (weights / total));
      quotas[i] = (int) (upToHere - given);
      given = upToHere;
    }
    return quotas;
  }

  private int take(int owner, int from, int step) {
    int slot = from;
    while (owners[slot] != FREE) {
      slot = (slot + step) % SLOTS;
    }
    owners[slot] = owner;
    return slot;
  }

  /** Whose it is: a place in the list the table was made of. */
  int owner(int slot) {
    return owners[slot];
  }

  /** The slot after that, of which the last is followed by the first. */
  static int after(int slot) {
    return slot == SLOTS - 1 ? 0 : slot + 1;
  }
}
