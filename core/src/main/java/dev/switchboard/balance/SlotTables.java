package dev.switchboard.balance;

import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables in use. One takes 10 to 40 ms to make, and is wanted again at every ejection, and by
 * every alias of the same endpoints. Safe for any thread.
 */
final class SlotTables {

  /** What a table is made of. */
  private record Share(InetAddress address, int port, double weight) {}

  /** For as long as a picker holds on to the table. */
  private static final Map<List<Share>, WeakReference<SlotTable>> KNOWN = new ConcurrentHashMap<>();

  private SlotTables() {}

  /** The table of these, in this order. */
  static SlotTable of(List<Pick> picks) {
    List<Share> shares =
        picks.stream()
            .map(
                pick -> new Share(pick.endpoint().address(), pick.endpoint().port(), pick.weight()))
            .toList();
    WeakReference<SlotTable> known = KNOWN.get(shares);
    SlotTable table = known == null ? null : known.get();
    if (table == null) {
      table = new SlotTable(picks);
      KNOWN.values().removeIf(other -> other.refersTo(null));
      KNOWN.put(shares, new WeakReference<>(table));
    }
    return table;
  }
}
