package dev.switchboard.simulation;

import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.PriorityQueue;

/**
 * Virtual time: what is scheduled runs in order, and time jumps from one event to the next. What
 * comes due at the same time runs in the order it was scheduled. For one thread.
 */
final class SimClock implements Clock {

  private static final class Event implements Comparable<Event>, Timeout {
    final long at;
    final long order;
    final Runnable action;
    boolean cancelled;

    Event(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    @Override
    public void cancel() {
      cancelled = true; // taken out when its time comes
    }

    @Override
    public int compareTo(Event other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long scheduled;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public long epochMillis() {
    return Duration.ofNanos(now).toMillis();
  }

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    return at(now + Math.max(0, delay.toNanos()), task);
  }

  Timeout at(long nanos, Runnable task) {
    Event event = new Event(nanos, scheduled++, task);
    events.add(event);
    return event;
  }

  /** Runs everything that is due up to then. */
  void runUntil(long nanos) {
    for (Event next = events.peek(); next != null && next.at <= nanos; next = events.peek()) {
      events.remove();
      if (!next.cancelled) {
        now = next.at;
        next.action.run();
      }
    }
    now = nanos;
  }
}
