package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.Endpoint;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the connections of one alias go: a connection stays for hours, so those that are open must
 * be even, not those that are opened. Safe for any thread; begins one at a time.
 */
final class Connections {

  /** All endpoints are looked at, however many: a dial is rare and dear. */
  private static final Balancer FEWEST =
      Balancer.sameZoneFirst(Balancer.leastRequest(Integer.MAX_VALUE));

  /**
   * What they are spread over.
   *
   * @param picks with the share of each as its weight
   */
  record Spread(List<Pick> picks, Balancer.Context context) {}

  private final Upstream upstream;
  private final Function<View, Spread> spread;

  /** Held from a pick to its place among the attempts in flight, so that nobody picks between. */
  private final ReentrantLock connecting = new ReentrantLock();

  Connections(Upstream upstream, Function<View, Spread> spread) {
    this.upstream = upstream;
    this.spread = spread;
  }

  @Nullable Attempt connect(Tried tried, int number, long now) {
    connecting.lock();
    try {
      View seen = upstream.view();
      Picker picker = seen.picker();
      Pick pick = picker == null ? null : pick(seen, picker, tried, now);
      if (pick == null) {
        return null;
      }
      tried.add(pick);
      return new Attempt(upstream, pick, number, now);
    } finally {
      connecting.unlock();
    }
  }

  /** A dial may be repeated whatever happens, so it may probe. */
  private @Nullable Pick pick(View seen, Picker picker, Tried tried, long now) {
    if (!tried.isEmpty()) {
      return upstream.another(seen, picker, CallKeys.none(), tried, now);
    }
    Pick probe = Upstream.probe(seen, picker, CallKeys.none(), true, now);
    return probe == null ? fewest(spread.apply(seen), now) : probe;
  }

  private static Pick fewest(Spread over, long now) {
    Picker picker = FEWEST.picker(over.picks(), over.context());
    return Objects.requireNonNull(picker.pick(CallKeys.none(), now), "one of those in use");
  }

  boolean isCrowded(View seen, Endpoint endpoint, long now) {
    if (seen.eligible(endpoint) == null) {
      return false;
    }
    Spread over = spread.apply(seen);
    Pick here = View.find(endpoint, over.picks());
    if (here == null) {
      return false;
    }
    Pick there = fewest(over, now);
    return here.stats().inFlight() / here.weight()
        > (there.stats().inFlight() + 1) / there.weight();
  }
}
