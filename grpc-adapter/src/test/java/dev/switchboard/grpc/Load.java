package dev.switchboard.grpc;

import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Several threads that call without a pause. */
final class Load implements AutoCloseable {

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean running = true;

  static Load start(Channel channel, MethodDescriptor<String, String> method, int callers) {
    Load load = new Load();
    for (int i = 0; i < callers; i++) {
      Thread thread = new Thread(() -> load.run(channel, method), "caller-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void run(Channel channel, MethodDescriptor<String, String> method) {
    while (running) {
      try {
        Lab.call(channel, method);
      } catch (StatusRuntimeException e) {
        failures.add(e.getStatus().toString());
      }
      calls.incrementAndGet();
    }
  }

  /** Until so many more calls have ended. */
  void awaitCalls(int more) {
    int until = calls.get() + more;
    Lab.await(() -> calls.get() >= until);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    running = false;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
