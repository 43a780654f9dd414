package dev.switchboard.balance;

import dev.switchboard.endpoint.Locality;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.List;

/**
 * A strategy of spreading attempts over endpoints. Holds no state: what it must remember across
 * changes of the pool is in each endpoint's statistics. All of these heed weights.
 */
@FunctionalInterface
public interface Balancer {

  /**
   * A picker over these endpoints, at least one. Called whenever the pool changes.
   *
   * @param eligible what may be picked, without duplicates
   */
  Picker picker(List<Pick> eligible, Context context);

  /**
   * The endpoints of a pool that are used at all, retries included: all of them, unless the
   * balancer keeps to a part of the pool.
   *
   * @param eligible what may be picked, at least one, without duplicates
   */
  default List<Pick> members(List<Pick> eligible, Context context) {
    return eligible;
  }

  /**
   * Where connections may go that any call is made on, such as a socket or a JDBC connection, with
   * the share of each as its weight. They are not picked for a call, and go to the one that has the
   * fewest for its weight. By default all of the eligible.
   *
   * @param eligible what may be picked, at least one, without duplicates
   */
  default List<Pick> connectable(List<Pick> eligible, Context context) {
    return eligible;
  }

  /**
   * What in this balancer does not fit these endpoints, for a person; empty, as by default, if
   * nothing is.
   *
   * @param pool all endpoints, in use or not
   */
  default String problem(List<Pick> pool) {
    return "";
  }

  /**
   * What a picker may need besides the endpoints.
   *
   * @param randomness dice
   * @param seed a random number that stays the same for as long as the upstream lives, and differs
   *     from process to process
   * @param locality where this process and its like run
   * @param now the clock's time in nanoseconds
   * @param pool what could be picked if nothing were out, the eligible included, in the same order
   *     in every process; empty if nothing is out
   */
  record Context(Randomness randomness, long seed, Locality locality, long now, List<Pick> pool) {

    /** Copies the list. */
    public Context {
      pool = List.copyOf(pool);
    }

    /** This, of another pool. */
    public Context withPool(List<Pick> newPool) {
      return new Context(randomness, seed, locality, now, newPool);
    }
  }

  /**
   * One endpoint after the other, as Service Connect does; by weight if weights differ. One with 8
   * attempts in flight or more, and four times as many for its weight as another whose turn is near
   * and which does not fail, is passed over: it hangs, or is very slow.
   */
  static Balancer roundRobin() {
    return (eligible, context) ->
        eligible.stream().mapToDouble(Pick::weight).distinct().count() == 1
            ? new RoundRobinPicker(eligible, context.randomness())
            : new WeightedRoundRobinPicker(eligible, context.randomness());
  }

  /** Any endpoint, by weight: for callers so many and so short-lived that no round is finished. */
  static Balancer random() {
    return (eligible, context) -> new RandomPicker(eligible, context.randomness());
  }

  /**
   * The endpoint with the fewest attempts in flight, for its weight, among all of a pool of up to
   * 16 or two random ones of a larger pool.
   */
  static Balancer leastRequest() {
    return leastRequest(LeastCostPicker.FULL_SCAN_UP_TO);
  }

  /**
   * As {@link #leastRequest()}, with another size up to which all of the pool is looked at.
   *
   * @param fullScanUpTo 0 for always two choices
   * @throws IllegalArgumentException if it is negative
   */
  static Balancer leastRequest(int fullScanUpTo) {
    return LeastCostPicker.balancer(Cost.IN_FLIGHT, fullScanUpTo);
  }

  /**
   * The endpoint that promises the shortest wait: recent latency, which rises at once and falls
   * slowly, times the attempts in flight, divided by the square of the share of attempts that
   * succeed. Among all of a pool of up to 16 or two random ones of a larger pool.
   */
  static Balancer peakEwma() {
    return peakEwma(LeastCostPicker.FULL_SCAN_UP_TO);
  }

  /**
   * As {@link #peakEwma()}, with another size up to which all of the pool is looked at.
   *
   * @param fullScanUpTo 0 for always two choices
   * @throws IllegalArgumentException if it is negative
   */
  static Balancer peakEwma(int fullScanUpTo) {
    return LeastCostPicker.balancer(Cost.EXPECTED_WAIT, fullScanUpTo);
  }

  /**
   * The same endpoint for the same value of a key that the call carries (a header, say), in every
   * process: for servers that keep something in memory for a user, a tenant or a document. A call
   * without the key goes to any endpoint.
   *
   * <p>A key leaves its endpoint while that is out or has too much to do, that is 1.25 times its
   * share of what this process has in flight and more than chance would bring it: its calls then go
   * to the same few others. Nobody else's keys move for that. One endpoint of n more or less moves
   * one key in n, and of a thousand two in a thousand. {@link Pick} weights are kept to; {@link
   * #slowStart} moves keys at each of its steps.
   *
   * @param key which of the call's {@link CallKeys}
   * @throws IllegalArgumentException if {@code key} is empty
   */
  static Balancer consistentHash(String key) {
    return new ConsistentHash(key);
  }

  /**
   * Stays in the own zone as far as its endpoints can bear the callers of that zone, as Service
   * Connect does, and spreads within a zone as {@code inner} does. Needs to know the own zone, the
   * zone of every endpoint, and at least two endpoints per zone; without, it is {@code inner} over
   * all. Of {@link #consistentHash} a key has one zone for the callers of a zone. Where other
   * callers run is taken from the application's own service, if it was named; else they are taken
   * to be spread evenly.
   *
   * @throws IllegalArgumentException if there is a {@link #split} in {@code inner}
   */
  static Balancer sameZoneFirst(Balancer inner) {
    return new SameZoneFirst(inner);
  }

  /**
   * Divides calls among groups of endpoints, by what an endpoint's registry says of it, and spreads
   * them within a group as {@code inner} does: for a canary, blue and green, versions.
   *
   * <pre>{@code
   * Balancer.split(
   *     List.of(
   *         SplitRoute.to("version", "2").withWhen("x-canary", "true"),
   *         SplitRoute.to("version", "2").withWeight(10),
   *         SplitRoute.toRest().withWeight(90)),
   *     Balancer.roundRobin())
   * }</pre>
   *
   * <p>A call goes where the first route leads whose condition it fulfils; one that fulfils none is
   * sent by weight. A route that leads to no endpoint in use is passed over, unless it is strict.
   * Where none is left the call goes to any endpoint that no route names, and where there is none,
   * to any. A retry goes the same way, and elsewhere when all there were tried. An endpoint that no
   * route leads to gets nothing; nor does one whose route has weight 0, as long as there is another
   * to go to.
   *
   * <p>Of {@link #consistentHash} all calls of a key are sent the same way by weight. To be put
   * around {@link #sameZoneFirst} and {@link #subset}, not into them.
   *
   * @throws IllegalArgumentException if there is no route, a strict one without a condition, one
   *     with a condition and a weight, two for the same calls to the same endpoints, or a split in
   *     {@code inner}
   */
  static Balancer split(List<SplitRoute> routes, Balancer inner) {
    return new Split(routes, inner);
  }

  /**
   * Gives an endpoint that is new, or back from an ejection, its share little by little, beginning
   * with a tenth, and spreads as {@code inner} does. For servers that are slow at first. Where all
   * endpoints are new it changes nothing. To be put around other balancers, not into them.
   *
   * @param window how long until it has its full share, at least 10 ms
   * @throws IllegalArgumentException if {@code window} is shorter
   */
  static Balancer slowStart(Duration window, Balancer inner) {
    return new SlowStart(window, inner);
  }

  /**
   * Uses only {@code size} endpoints of a larger pool, in each process others, and spreads over
   * them as {@code inner} does. With many callers and many endpoints a caller has less than one
   * attempt in flight on each, and learns nothing of their load; of a dozen it knows. One change of
   * the pool exchanges at most one member.
   *
   * @param size at least 1; a dozen is enough for a balancer that looks at load
   * @throws IllegalArgumentException if {@code size} is less than 1, or if there is a {@link
   *     #split} in {@code inner}, whose routes might find none of their endpoints, or a {@link
   *     #consistentHash}, by which a key would have another endpoint in each process
   */
  static Balancer subset(int size, Balancer inner) {
    return new Subset(size, inner);
  }
}
