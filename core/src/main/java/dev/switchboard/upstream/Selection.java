package dev.switchboard.upstream;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of an upstream's endpoints as they were at one time: those a driver can use at once. For
 * drivers that keep connections of their own, where a pick must not wait for one. Safe for any
 * thread.
 */
public final class Selection {

  private final Upstream upstream;
  private final View view;

  Selection(Upstream upstream, View view) {
    this.upstream = upstream;
    this.view = view;
  }

  /**
   * As {@link Upstream#pick}, among these; null if there is none. A balancer that must not send a
   * call elsewhere may insist on an endpoint that is not here: the call then waits for that.
   */
  public @Nullable Pick pick(CallKeys keys, Tried tried, boolean repeatable, long now) {
    return upstream.pick(view, keys, tried, repeatable, now);
  }

  /**
   * All that may be used. Probes that {@link #pick} answers lead to addresses that are here too.
   */
  public List<Pick> picks() {
    return view.all();
  }
}
