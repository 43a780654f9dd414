package dev.switchboard.jdbc;

import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes a connection by force when its endpoint has been out for some time, whatever it is doing
 * then. Watches from the beginning until the connection is closed. Safe for any thread.
 */
final class Drain {

  private final Dial dial;
  private final Duration time;
  private final Runnable stopListening;
  private final AtomicReference<Clock.Timeout> timeout = new AtomicReference<>();

  Drain(Dial dial, Duration time) {
    this.dial = dial;
    this.time = time;
    this.stopListening = upstream().onChange(this::look);
    look();
  }

  private Upstream upstream() {
    return dial.dialer().upstream();
  }

  private boolean isOut() {
    return !upstream().uses(dial.endpoint());
  }

  private void look() {
    if (!isOut()) {
      cancel();
    } else if (timeout.get() == null) {
      Clock.Timeout next = dial.dialer().clock().schedule(time, this::over);
      if (!timeout.compareAndSet(null, next)) {
        next.cancel();
      }
    }
  }

  private void over() {
    if (isOut()) {
      dial.abort();
    }
  }

  private void cancel() {
    Clock.Timeout waiting = timeout.getAndSet(null);
    if (waiting != null) {
      waiting.cancel();
    }
  }

  /** The connection is closed. */
  void close() {
    stopListening.run();
    cancel();
  }
}
