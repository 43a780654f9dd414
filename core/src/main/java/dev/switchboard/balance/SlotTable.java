package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import java.util.Arrays;
import java.util.List;

/**
 * Gives every endpoint its share of 524,287 slots, so that all processes agree on whose a slot is,
 * and a change of the pool leaves nearly all of them as they are. Immutable.
 */
/*
 * Each endpoint has an order of its own in which it visits all slots, as in Maglev (Eisenbud et
 * al., NSDI 2016): it begins somewhere and goes on by a step of its own. Each visits one slot per
 * round, and the slot is its own if it is free. Who has as many as it may have visits no more.
 *
 * In Maglev a turn lasts until a free slot is found. That makes the shares equal to a slot, but
 * who loses a slot to another looks further, and is ahead of its order from then on: one endpoint
 * of a thousand more or less moves ten times its own slots so. Here an endpoint comes to each of
 * its slots in the round that its order says, whatever the others do. Then the slots of one that
 * goes fall to who came next, and all that others notice is who has enough sooner. What makes the
 * shares equal is the most that one may have; the closer that is to the mean the further such a
 * change is passed on, so that it is a hundredth above.
 *
 * The number is the least that bears both promises for a thousand endpoints: a share at most a
 * hundredth above the mean, and at most two n-ths of the slots moved when one of n goes.
 * SlotTableTest has the figures.
 */
final class SlotTable {

  /** A prime, so that any step visits every slot: 2^19 - 1. */
  static final int SLOTS = 524_287;

  /** Endpoints are numbered in 16 bits, of which the last stands for none: the table has 1 MB. */
  static final int MOST_ENDPOINTS = 65_535;

  private static final char FREE = 0xFFFF;

  private static final double HEADROOM = 0.01;

  /**
   * Independent numbers of an endpoint: where its order begins, its step, and a dice of its own.
   */
  private static final long BEGIN_SEED = 1;

  private static final long STEP_SEED = 2;
  private static final long DICE_SEED = 3;

  private final char[] owners = new char[SLOTS];

  /** Slots for these, by weight. The same for the same endpoints in the same order everywhere. */
  SlotTable(List<Pick> picks) {
    int n = picks.size();
    if (n > MOST_ENDPOINTS) {
      throw new IllegalArgumentException(
          "consistentHash spreads over at most "
              + MOST_ENDPOINTS
              + " endpoints, but there are "
              + n);
    }
    Arrays.fill(owners, FREE);
    int[] at = picks.stream().mapToInt(pick -> begin(pick.endpoint())).toArray();
    int[] step = picks.stream().mapToInt(pick -> step(pick.endpoint())).toArray();
    int[] room = most(picks);
    int[] visiting = new int[n];
    Arrays.setAll(visiting, i -> i);
    int visitors = n;
    for (int free = SLOTS; free > 0; ) {
      if (visitors == 0) { // the dice of all fell low
        Arrays.fill(room, 1);
        Arrays.setAll(visiting, i -> i);
        visitors = n;
      }
      int still = 0;
      for (int v = 0; v < visitors && free > 0; v++) {
        int i = visiting[v];
        if (owners[at[i]] == FREE) {
          owners[at[i]] = (char) i;
          room[i]--;
          free--;
        }
        at[i] = at[i] + step[i] < SLOTS ? at[i] + step[i] : at[i] + step[i] - SLOTS;
        if (room[i] > 0) {
          visiting[still++] = i;
        }
      }
      visitors = still;
    }
  }

  static int begin(Endpoint endpoint) {
    return Hash.below(SLOTS, Hash.of(endpoint, BEGIN_SEED));
  }

  static int step(Endpoint endpoint) {
    return 1 + Hash.below(SLOTS - 1, Hash.of(endpoint, STEP_SEED));
  }

  /**
   * How many slots each may have: its share and a hundredth more, or half a slot where that is
   * more. The fraction of a slot is a matter of the endpoint's dice, lest all that are alike get
   * one slot more by the same change of the pool.
   */
  private static int[] most(List<Pick> picks) {
    double each = SLOTS / picks.stream().mapToDouble(Pick::weight).sum();
    return picks.stream()
        .mapToInt(
            pick -> {
              double share = each * pick.weight();
              double dice = (Hash.of(pick.endpoint(), DICE_SEED) >>> 11) * 0x1p-53;
              return (int) (share + Math.max(HEADROOM * share - 1, 0.5) + dice);
            })
        .toArray();
  }

  /** Whose it is: a place in the list the table was made of. */
  int owner(int slot) {
    return owners[slot];
  }

  /**
   * A slot in another's stead. Not the next one: where two orders have a step in common, that is
   * the same owner's again and again.
   *
   * @param turn which of those, from 1
   */
  static int another(int slot, int turn) {
    return Hash.below(SLOTS, Hash.mixed((long) turn << Integer.SIZE | slot));
  }
}
