package dev.switchboard.time;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's clock: {@link System#nanoTime} and one daemon thread, {@code switchboard-timer}.
 */
public final class SystemClock implements Clock, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SystemClock.class.getName());

  private final ScheduledThreadPoolExecutor timer;
  private final Anteroom anteroom;

  /** Starts a clock; its thread begins with the first task. */
  public SystemClock() {
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "switchboard-timer");
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    anteroom = new Anteroom(System::nanoTime, this::later);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long epochMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    // Once it is closed no beat comes, and what waited for one would never go.
    return timer.isShutdown() ? () -> {} : anteroom.schedule(delay, task);
  }

  private Timeout later(Duration delay, Runnable task) {
    ScheduledFuture<?> future =
        timer.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a scheduled task failed", e);
    }
  }

  /** Ends the thread; what is scheduled never runs. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
