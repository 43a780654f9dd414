package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.time.Randomness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends a call where the first route leads whose condition it fulfils; else by weight: calls that
 * belong together the same way, the others in turn. A route without endpoints is passed over,
 * unless it is strict.
 */
final class SplitPicker implements Picker {

  /**
   * Where a route leads.
   *
   * @param owns which endpoints are its own, in use or not
   * @param picks those that may be picked
   * @param picker chooses among them, null if there are none
   */
  record Target(
      SplitRoute route, Predicate<Endpoint> owns, List<Pick> picks, @Nullable Picker picker) {}

  private final Target[] conditional;
  private final Condition[] conditions;
  private final List<Target> weighted;
  private final GoldenWalk<Target> turns;
  private final Picker any;
  private final Randomness randomness;

  /** Routes with a condition, in order, and those without, one of which at least has endpoints. */
  SplitPicker(List<Target> conditional, List<Target> weighted, Randomness randomness) {
    this.conditional = conditional.toArray(Target[]::new);
    this.conditions =
        conditional.stream().map(t -> new Condition(t.route().when())).toArray(Condition[]::new);
    this.weighted = weighted;
    List<Target> used = weighted.stream().filter(t -> t.picker() != null).toList();
    this.turns = new GoldenWalk<>(new AliasTable<>(used, t -> t.route().weight()), randomness);
    this.any = Objects.requireNonNull(used.get(0).picker());
    this.randomness = randomness;
  }

  @Override
  public @Nullable Pick pick(CallKeys keys, long now) {
    Target target = byCondition(keys);
    if (target == null) {
      long affinity = affinity(keys);
      target = affinity == 0 ? turns.next(now) : together(affinity);
    }
    return target.picker() == null ? null : target.picker().pick(keys, now);
  }

  @Override
  public @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
    Target target = byCondition(keys);
    if (target == null) {
      long affinity = affinity(keys);
      // A retry must not take the turn of a first try.
      target = affinity == 0 ? turns.at((int) randomness.nextLong()) : together(affinity);
    }
    Picker picker = target.picker();
    if (picker == null) {
      return null;
    }
    Pick own = picker.another(keys, tried, now);
    Pick untried = own == null ? Picker.untried(target.picks(), tried, randomness) : own;
    return untried == null && target.route().strict() ? picker.pick(keys, now) : untried;
  }

  /** Also where a route has no other endpoint: else it would never have one again. */
  @Override
  public boolean mayProbe(CallKeys keys, Pick probe) {
    for (int i = 0; i < conditions.length; i++) {
      if (conditions[i].holds(keys)) {
        boolean isIts = conditional[i].owns().test(probe.endpoint());
        if (isIts || isUsable(conditional[i])) {
          return isIts;
        }
      }
    }
    for (int i = 0; i < weighted.size(); i++) {
      if (weighted.get(i).owns().test(probe.endpoint())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String refusal(CallKeys keys) {
    Target target = byCondition(keys);
    return target == null || target.picker() != null
        ? null
        : "no endpoint has "
            + target.route().target()
            + ", where the strict route for calls with "
            + Printable.of(new TreeMap<>(target.route().when()).toString())
            + " leads; start one, or let the route be passed over";
  }

  @Override
  public long affinity(CallKeys keys) {
    return any.affinity(keys); // all are of the same balancer
  }

  /** The route for such calls, null if there is none, or none with endpoints. */
  private @Nullable Target byCondition(CallKeys keys) {
    for (int i = 0; i < conditions.length; i++) {
      if (isUsable(conditional[i]) && conditions[i].holds(keys)) {
        return conditional[i];
      }
    }
    return null;
  }

  /** Whether it is not passed over. */
  private static boolean isUsable(Target target) {
    return target.picker() != null || target.route().strict();
  }

  /** Mixed once more: within the group the same number decides again. */
  private Target together(long affinity) {
    return turns.at((int) Hash.mixed(affinity));
  }

  /** What a call must carry. In arrays, so that asking allocates nothing. */
  private static final class Condition {

    private final String[] names;
    private final String[] values;

    Condition(Map<String, String> when) {
      names = when.keySet().toArray(String[]::new);
      values = Arrays.stream(names).map(when::get).toArray(String[]::new);
    }

    boolean holds(CallKeys keys) {
      for (int i = 0; i < names.length; i++) {
        if (!values[i].equals(keys.value(names[i]))) {
          return false;
        }
      }
      return true;
    }
  }
}
