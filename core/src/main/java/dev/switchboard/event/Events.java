package dev.switchboard.event;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way from what happens to the listener: guarded once, here. Where nobody listens no event is
 * made. Safe for any thread.
 */
public final class Events {

  private static final System.Logger LOG = System.getLogger(Events.class.getName());

  private final @Nullable SwitchboardListener listener;
  private final Executor executor;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * Events for {@code listener}, if there is one.
   *
   * @param executor where events of state are told, one after the other
   */
  public Events(@Nullable SwitchboardListener listener, Executor executor) {
    this.listener = listener;
    this.executor = executor;
  }

  /** Tells an event of a call, now, on this thread. */
  public void ofCall(Supplier<SwitchboardEvent.OfCall> event) {
    if (listener != null) {
      tell(listener, event.get());
    }
  }

  /** Tells an event of state, soon, on the executor. */
  public void ofService(SwitchboardEvent.OfService event) {
    if (listener != null) {
      executor.execute(() -> tell(listener, event));
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
