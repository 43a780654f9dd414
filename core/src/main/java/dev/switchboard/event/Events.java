package dev.switchboard.event;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The way from what happens to the listeners: guarded once, here. Where nobody listens no event is
 * made. Safe for any thread.
 */
public final class Events {

  private static final System.Logger LOG = System.getLogger(Events.class.getName());

  private final List<SwitchboardListener> listeners = new CopyOnWriteArrayList<>();
  private final List<SwitchboardListener> ofCalls = new CopyOnWriteArrayList<>();
  private final Executor executor;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * Events for those who listen.
   *
   * @param executor where events of state are told, one after the other
   * @param first who listens from the beginning
   */
  public Events(Executor executor, SwitchboardListener... first) {
    this.executor = executor;
    for (SwitchboardListener listener : first) {
      add(listener);
    }
  }

  /** One more listener, which hears what happens from now on; after those that were there. */
  public void add(SwitchboardListener listener) {
    listeners.add(listener);
    if (listener.hearsCalls()) {
      ofCalls.add(listener);
    }
  }

  /** Removes a listener; an event that is being told may still reach it. */
  public void remove(SwitchboardListener listener) {
    listeners.remove(listener);
    ofCalls.remove(listener);
  }

  /** Whether anybody listens to calls now. */
  public boolean ofCallsAreHeard() {
    return !ofCalls.isEmpty();
  }

  /** Tells an event of a call, now, on this thread. */
  public void ofCall(Supplier<SwitchboardEvent.OfCall> event) {
    if (!ofCalls.isEmpty()) {
      tell(ofCalls, event.get());
    }
  }

  /** Tells an event of an alias's state, soon, on the executor. */
  public void ofAlias(SwitchboardEvent.OfAlias event) {
    soon(event);
  }

  /** Tells an event of a service's state, soon, on the executor. */
  public void ofService(SwitchboardEvent.OfService event) {
    soon(event);
  }

  /** Tells an event of the configuration's file, soon, on the executor. */
  public void ofConfiguration(SwitchboardEvent.OfConfiguration event) {
    soon(event);
  }

  private void soon(SwitchboardEvent event) {
    if (!listeners.isEmpty()) {
      executor.execute(() -> tell(listeners, event));
    }
  }

  private void tell(List<SwitchboardListener> all, SwitchboardEvent event) {
    for (SwitchboardListener listener : all) {
      tell(listener, event);
    }
  }

  private void tell(SwitchboardListener to, SwitchboardEvent event) {
    try {
      to.onEvent(event);
    } catch (RuntimeException | Error e) {
      if (complained.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "a SwitchboardListener failed on " + event + "; further failures are not logged",
            e);
      }
    }
  }
}
