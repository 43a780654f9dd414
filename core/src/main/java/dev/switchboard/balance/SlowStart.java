package dev.switchboard.balance;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives an endpoint that is new, or back from an ejection, its share little by little. Envoy's rule
 * with an aggression of one: its weight is multiplied by {@code max(0.1, age / window)}. The
 * weights grow in ten steps; at each, the call that comes first makes the next picker.
 *
 * @param window how long until it has its full share
 * @param inner how attempts are spread
 */
record SlowStart(Duration window, Balancer inner) implements Around {

  private static final int STEPS = 10;

  SlowStart {
    Objects.requireNonNull(inner, "inner");
    if (window.compareTo(Duration.ofMillis(STEPS)) < 0) {
      throw new IllegalArgumentException("window must be at least 10 ms, but is " + window);
    }
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    return areFull(eligible, context.now())
        ? inner.picker(eligible, context)
        : new Ramp(eligible, context);
  }

  private boolean areFull(List<Pick> picks, long now) {
    long full = window.toNanos();
    return picks.stream().allMatch(pick -> now - pick.usedSinceNanos() >= full);
  }

  @Override
  public List<Pick> members(List<Pick> eligible, Context context) {
    return inner.members(eligible, context);
  }

  private final class Ramp implements Picker {

    private final List<Pick> eligible;
    private final Context context;
    private final long stepNanos = window.toNanos() / STEPS;
    private final AtomicLong nextStepNanos;
    private volatile boolean grown;
    private volatile Picker current;

    Ramp(List<Pick> eligible, Context context) {
      this.eligible = eligible;
      this.context = context;
      this.nextStepNanos = new AtomicLong(context.now() + stepNanos);
      this.current = weighted(context.now());
    }

    @Override
    public @Nullable Pick pick(CallKeys keys, long now) {
      long next = nextStepNanos.get();
      if (!grown && now - next >= 0 && nextStepNanos.compareAndSet(next, now + stepNanos)) {
        grown = areFull(eligible, now);
        current = weighted(now);
      }
      return current.pick(keys, now);
    }

    @Override
    public @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
      return current.another(keys, tried, now);
    }

    @Override
    public @Nullable String refusal(CallKeys keys) {
      return current.refusal(keys);
    }

    @Override
    public boolean mayProbe(CallKeys keys, Pick probe) {
      return current.mayProbe(keys, probe);
    }

    @Override
    public long affinity(CallKeys keys) {
      return current.affinity(keys);
    }

    /** Who is out counts as much as whoever has grown most: it was one of them. */
    private Picker weighted(long now) {
      List<Pick> ramped =
          eligible.stream().map(pick -> pick.withWeight(pick.weight() * share(pick, now))).toList();
      double most = eligible.stream().mapToDouble(pick -> share(pick, now)).max().orElse(1);
      List<Pick> pool =
          context.pool().stream().map(pick -> pick.withWeight(pick.weight() * most)).toList();
      return inner.picker(ramped, context.withPool(pool));
    }

    private double share(Pick pick, long now) {
      double age = (double) (now - pick.usedSinceNanos()) / window.toNanos();
      return Math.min(1, Math.max(1.0 / STEPS, age));
    }
  }
}
