package dev.switchboard.metrics;

import dev.switchboard.Switchboard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a {@link Switchboard} does, as Micrometer meters: {@code docs/metrics.md} lists them.
 *
 * <pre>{@code
 * SwitchboardMetrics.of(switchboard).bindTo(registry);
 * }</pre>
 *
 * <p>An application that requires this by its {@code module-info} requires {@code micrometer.core}
 * itself. Safe for any thread.
 */
@SuppressWarnings("exports") // not transitive: see module-info
public final class SwitchboardMetrics implements MeterBinder, AutoCloseable {

  private static final int MAX_PER_ALIAS = 1000;

  private final Switchboard switchboard;
  private final int endpointsPerAlias;
  private final int methodsPerAlias;
  private final Queue<Recorder> recorders = new ConcurrentLinkedQueue<>();

  private SwitchboardMetrics(Switchboard switchboard, int endpointsPerAlias, int methodsPerAlias) {
    this.switchboard = switchboard;
    this.endpointsPerAlias = endpointsPerAlias;
    this.methodsPerAlias = methodsPerAlias;
  }

  /** The meters of all aliases and services, and none for single endpoints or methods. */
  public static SwitchboardMetrics of(Switchboard switchboard) {
    return new SwitchboardMetrics(Objects.requireNonNull(switchboard, "switchboard"), 0, 0);
  }

  /**
   * These, and besides meters for single endpoints. They go away with their endpoint.
   *
   * @param perAlias for how many endpoints of an alias, 1 to 1000; the others share one
   * @throws IllegalArgumentException if {@code perAlias} is out of its range
   */
  public SwitchboardMetrics withEndpoints(int perAlias) {
    return new SwitchboardMetrics(switchboard, checked(perAlias), methodsPerAlias);
  }

  /**
   * These, and besides a meter for each gRPC method that was called.
   *
   * @param perAlias for how many methods of an alias, 1 to 1000, the first that are called; the
   *     others share one
   * @throws IllegalArgumentException if {@code perAlias} is out of its range
   */
  public SwitchboardMetrics withMethods(int perAlias) {
    return new SwitchboardMetrics(switchboard, endpointsPerAlias, checked(perAlias));
  }

  private static int checked(int perAlias) {
    if (perAlias < 1 || perAlias > MAX_PER_ALIAS) {
      throw new IllegalArgumentException(
          "perAlias must be between 1 and " + MAX_PER_ALIAS + ", but is " + perAlias);
    }
    return perAlias;
  }

  /** Counts from now on. May be bound to several registries. */
  @Override
  public void bindTo(MeterRegistry registry) {
    Recorder recorder = new Recorder(switchboard, registry, endpointsPerAlias, methodsPerAlias);
    recorders.add(recorder);
    switchboard.addListener(recorder);
    recorder.start();
  }

  /** Stops counting, and removes the meters from every registry they were bound to. */
  @Override
  public void close() {
    for (Recorder recorder = recorders.poll(); recorder != null; recorder = recorders.poll()) {
      switchboard.removeListener(recorder);
      recorder.close();
    }
  }
}
