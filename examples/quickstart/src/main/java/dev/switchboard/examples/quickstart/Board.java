package dev.switchboard.examples.quickstart;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what Switchboard tells and prints it as a table. */
final class Board implements SwitchboardListener {

  private static final class Counts {
    final LongAdder calls = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder retries = new LongAdder();
  }

  private final Map<String, Counts> counts = new ConcurrentHashMap<>();
  private final LongAdder retried = new LongAdder();
  private final LongAdder ejected = new LongAdder();

  @Override
  public void onEvent(SwitchboardEvent event) {
    if (event instanceof AttemptStarted started) {
      Counts of = of(started.endpoint());
      of.calls.increment();
      if (started.number() > 1) {
        of.retries.increment();
        retried.increment();
      }
    } else if (event instanceof AttemptEnded ended && ended.outcome().isEndpointFault()) {
      of(ended.endpoint()).failures.increment();
    } else if (event instanceof EndpointEjected) {
      ejected.increment();
    }
  }

  private Counts of(Endpoint endpoint) {
    return counts.computeIfAbsent(endpoint.authority(), address -> new Counts());
  }

  long retried() {
    return retried.sum();
  }

  long ejected() {
    return ejected.sum();
  }

  void print(List<UpstreamSnapshot> aliases) {
    for (UpstreamSnapshot alias : aliases) {
      System.out.printf(
          "  %-8s %-17s %7s %8s %7s  %s%n",
          alias.alias().host(), "endpoint", "calls", "failures", "retries", "state");
      for (UpstreamSnapshot.EndpointSnapshot e : alias.endpoints()) {
        Counts of = of(e.endpoint());
        System.out.printf(
            "  %-8s %-17s %7d %8d %7d  %s%s%s%n",
            e.endpoint().id(),
            e.endpoint(),
            of.calls.sum(),
            of.failures.sum(),
            of.retries.sum(),
            e.state(),
            e.reason().isEmpty() ? "" : " for " + e.ejectedFor().toSeconds() + " s: " + e.reason(),
            e.used() && !e.reason().isEmpty() ? "; used all the same, too few are left" : "");
      }
    }
  }
}
