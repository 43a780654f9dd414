package dev.switchboard.time;

import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other, on the thread of whoever comes first: all changes of a service's
 * state go through its lane, so that state needs no lock. Tasks are short and never block; what one
 * throws is logged and lost. Safe for any thread.
 */
public final class Lane implements Executor {

  private static final System.Logger LOG = System.getLogger(Lane.class.getName());

  private final Queue<Runnable> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile @Nullable Thread runner;

  /** A lane with nobody in it. */
  public Lane() {}

  /** Runs the task now if nobody is in the lane; otherwise whoever is there runs it, after this. */
  @Override
  public void execute(Runnable task) {
    queue.add(task);
    if (pending.getAndIncrement() > 0) {
      return; // whoever is in the lane runs it
    }
    do {
      runner = Thread.currentThread();
      runNext();
      runner = null;
    } while (pending.decrementAndGet() > 0);
  }

  private void runNext() {
    Runnable task = queue.poll();
    try {
      if (task != null) {
        task.run();
      }
    } catch (RuntimeException | Error e) {
      report(e);
    }
  }

  private static void report(Throwable e) {
    try {
      LOG.log(Level.ERROR, "a change of state failed; it is not known how far it came", e);
    } catch (RuntimeException | Error again) {
      // Memory may be short. Whatever happens, the lane stays open.
    }
  }

  /** Whether the calling thread runs in this lane: for asserts. */
  public boolean isHere() {
    return runner == Thread.currentThread();
  }
}
