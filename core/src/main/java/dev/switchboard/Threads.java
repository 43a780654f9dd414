package dev.switchboard;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a switchboard besides its timer: daemons that end when idle, and on close. */
final class Threads implements AutoCloseable {

  /** Enough that one slow answer does not hold up the other services. */
  private static final int REGISTRY_THREADS = 4;

  /** Events a slow listener may lag behind; beyond that the oldest are lost. */
  private static final int MAX_EVENTS = 10_000;

  private final ThreadPoolExecutor registry =
      pool(
          "switchboard-registry",
          REGISTRY_THREADS,
          new LinkedBlockingQueue<>(),
          new ThreadPoolExecutor.DiscardPolicy());
  private final ThreadPoolExecutor files =
      pool(
          "switchboard-files",
          1,
          new LinkedBlockingQueue<>(),
          new ThreadPoolExecutor.DiscardPolicy());
  private final ThreadPoolExecutor events =
      pool(
          "switchboard-events",
          1,
          new ArrayBlockingQueue<>(MAX_EVENTS),
          new ThreadPoolExecutor.DiscardOldestPolicy());

  private static ThreadPoolExecutor pool(
      String name, int size, BlockingQueue<Runnable> queue, RejectedExecutionHandler whenFull) {
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            10,
            TimeUnit.SECONDS,
            queue,
            task -> {
              Thread thread =
                  new Thread(task, size == 1 ? name : name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            },
            whenFull);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Where resolvers may block. */
  Executor registry() {
    return registry;
  }

  /** Where files are read and written: never behind a registry that hangs. */
  Executor files() {
    return files;
  }

  /** Where events of state are told, one after the other. */
  Executor events() {
    return events;
  }

  /** Tells the events that are waiting, and ends every thread. */
  @Override
  public void close() {
    registry.shutdownNow();
    files.shutdownNow();
    events.shutdown();
  }
}
