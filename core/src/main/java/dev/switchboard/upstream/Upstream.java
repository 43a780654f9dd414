package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.Standing;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Randomness;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One alias at run time. Answers "which endpoint now, avoiding these?" and is told how each attempt
 * went; decides nothing about whole calls.
 *
 * <p>Safe for any thread. {@link #pick} and the accounting of an attempt that goes well allocate
 * nothing and take no lock: they read one published snapshot. The snapshot is made anew in the lane
 * of the service.
 */
public final class Upstream {

  private static final System.Logger LOG = System.getLogger(Upstream.class.getName());

  /**
   * How long a probe waits for a call that may be sent twice before any call takes it. If the
   * endpoint is still bad, a call that may be sent twice is repeated elsewhere and nobody notices.
   */
  private static final Duration PROBE_PATIENCE = Duration.ofSeconds(1);

  private final Alias alias;
  private volatile Balancer balancer;
  private final long seed;
  private final Supplier<Locality> locality;
  private final Randomness randomness;
  private final ServiceTracker tracker;
  private final Set<Runnable> wakers = ConcurrentHashMap.newKeySet();
  private final Traffic traffic = new Traffic();

  private final Connections connections;

  private volatile View view;

  Upstream(
      Alias alias,
      Balancer balancer,
      Supplier<Locality> locality,
      Randomness randomness,
      ServiceTracker tracker) {
    this.alias = alias;
    this.balancer = balancer;
    this.randomness = randomness;
    this.seed = randomness.nextLong();
    this.locality = locality;
    this.tracker = tracker;
    this.connections = new Connections(this, this::spread);
    this.view =
        View.absent(
            new Absence(
                Absence.Reason.NOT_YET_RESOLVED,
                "the registry has not answered yet for service " + tracker.service()));
  }

  /** What is dialed. */
  public Alias alias() {
    return alias;
  }

  /** What the alias stands for. */
  public Service service() {
    return tracker.service();
  }

  /**
   * A call begins.
   *
   * @return false if the registry is being asked again, because what it last said is overdue: the
   *     process was frozen, or nobody called for long. The call does well to wait until {@link
   *     #heard} changes, but no longer than {@link #wakeTimeout}.
   */
  public boolean use(long now) {
    return tracker.use(now);
  }

  /** How often the registry has said something, if only that nothing changed. */
  public int heard() {
    return tracker.heard();
  }

  /** How long a call may wait for the registry to be asked again. */
  public Duration wakeTimeout() {
    return tracker.wakeTimeout();
  }

  /** As {@link #pick(CallKeys, Tried, boolean, long)}, for a call without keys. */
  public @Nullable Pick pick(Tried tried, boolean repeatable, long now) {
    return pick(CallKeys.none(), tried, repeatable, now);
  }

  /**
   * Chooses the endpoint of the next attempt: one not yet tried, else the least recently failed.
   *
   * @param keys what the call carries, for a balancer that goes by it
   * @param tried the endpoints of its earlier attempts
   * @param repeatable whether the call may safely be sent twice, so that it may probe an endpoint
   *     whose ejection is over
   * @return null if there is no endpoint for the call; {@link #absence(CallKeys)} says why
   */
  public @Nullable Pick pick(CallKeys keys, Tried tried, boolean repeatable, long now) {
    return pick(view, keys, tried, repeatable, now);
  }

  /** The same, of what {@code seen} holds. */
  @Nullable Pick pick(View seen, CallKeys keys, Tried tried, boolean repeatable, long now) {
    Picker picker = seen.picker();
    if (picker == null) {
      return null;
    }
    if (!tried.isEmpty()) {
      return another(seen, picker, keys, tried, now);
    }
    Pick probe = probe(seen, picker, keys, repeatable, now);
    return probe == null ? picker.pick(keys, now) : probe;
  }

  /** What is seen now. */
  View view() {
    return view;
  }

  /** The one of those to be tried again that this call may try, which it then does. */
  static @Nullable Pick probe(
      View seen, Picker picker, CallKeys keys, boolean repeatable, long now) {
    List<View.Probe> probes = seen.probes();
    for (int i = 0; i < probes.size(); i++) { // allocates nothing
      View.Probe probe = probes.get(i);
      Standing standing = probe.health().standing;
      boolean wanted = standing.state() == Standing.State.PROBING;
      boolean waitedLong = now - standing.sinceNanos() >= PROBE_PATIENCE.toNanos();
      if (wanted
          && (repeatable || waitedLong)
          && picker.mayProbe(keys, probe.pick())
          && probe.health().claimProbe(now)) {
        return probe.pick();
      }
    }
    return null;
  }

  /**
   * The picker's own choice, if it has one; else one in use that was not yet tried, at random by
   * weight; else the least recently failed of those; and where each of them failed this call twice,
   * the least recently failed of all: what is out cannot be worse. Not the picker's turn: a retry
   * must not shift the round of first tries.
   */
  @Nullable Pick another(View seen, Picker picker, CallKeys keys, Tried tried, long now) {
    Pick own = picker.another(keys, tried, now);
    if (own != null || picker.refusal(keys) != null) {
      return own;
    }
    List<Pick> eligible = seen.eligible();
    Pick untried = Picker.untried(eligible, tried, randomness);
    return untried == null
        ? leastRecentlyFailed(tried.allTwice(eligible) ? seen.all() : eligible, now)
        : untried;
  }

  private static Pick leastRecentlyFailed(List<Pick> picks, long now) {
    Pick best = picks.get(0);
    for (int i = 1; i < picks.size(); i++) {
      if (picks.get(i).stats().sinceLastFailure(now) > best.stats().sinceLastFailure(now)) {
        best = picks.get(i);
      }
    }
    return best;
  }

  /**
   * Begins an attempt whose answer is a connection, and which is in flight for as long as that is
   * open: on the endpoint that has the fewest such, in the own zone first. They are counted from
   * the pick on, so that callers who come together spread. Takes a lock, unlike {@link #pick}.
   *
   * @param tried remembers it
   * @param number 1 for the first try of a call
   * @return null if there is no endpoint; {@link #absence} says why
   */
  public @Nullable Attempt connect(Tried tried, int number, long now) {
    return connections.connect(tried, number, now);
  }

  /**
   * Whether a connection to this endpoint would do well to be replaced: where a new one went there
   * would be fewer, itself included, than there are here, for the weight of each.
   */
  public boolean isCrowded(Endpoint endpoint, long now) {
    return connections.isCrowded(view, endpoint, now);
  }

  /** An attempt begins on what {@link #pick} returned. */
  void started(Pick pick) {
    pick.stats().started();
  }

  /**
   * An attempt showed something; comes between {@link #started} and {@link #finished}.
   *
   * @param first whether it is the first try of its call
   * @param latencyNanos since the attempt began, its own waits in the caller's process left out
   */
  void showed(Pick pick, Outcome outcome, boolean first, long latencyNanos, long now) {
    if (pick.isProbe()) {
      pick.stats().record(outcome, first, latencyNanos, now);
      tracker.probeEnded(pick, outcome);
    } else {
      record(pick, outcome, first, latencyNanos, now);
    }
    switch (outcome.kind()) {
      case CONNECT_FAILURE -> tracker.refresh();
      case OVERLOAD -> tracker.refusedWork(pick, now);
      default -> {}
    }
    tracker.compareIfDue(now);
  }

  /** Counts what an attempt showed besides: not its first word, so not that of a probe. */
  void record(Pick pick, Outcome outcome, boolean first, long latencyNanos, long now) {
    if (pick.stats().record(outcome, first, latencyNanos, now)) {
      tracker.streak(pick, outcome);
    }
  }

  /** An attempt is over, its response's body included. */
  void finished(Pick pick) {
    pick.stats().finished();
  }

  /**
   * The endpoints of now that a driver can use at once, such as those it has a connection to. It
   * does not follow later changes: see {@link #onChange}.
   *
   * @param usable which those are
   */
  public Selection select(Predicate<Endpoint> usable) {
    return new Selection(this, view.only(pick -> usable.test(pick.endpoint()), this::picker));
  }

  /** The endpoints that attempts may go to now: those in use, and those to be tried again. */
  public List<Endpoint> wanted() {
    View seen = view;
    return Stream.concat(
            seen.eligible().stream().map(Pick::endpoint),
            seen.probes().stream().map(probe -> probe.pick().endpoint()))
        .distinct()
        .toList();
  }

  /**
   * A connection failed that no attempt waited for. It counts as an attempt that failed so; at an
   * endpoint whose ejection is over, as the one that tries it again.
   */
  public void connectFailed(Endpoint endpoint, Outcome outcome, long now) {
    Pick pick = view.at(endpoint.socketAddress(), now);
    if (pick != null) {
      Attempt attempt = new Attempt(this, pick, 1, now);
      attempt.showed(outcome, now);
      attempt.finished();
    }
  }

  /** The endpoints known now, the ejected ones too. */
  public EndpointSet endpoints() {
    return view.endpoints();
  }

  /**
   * Whether first tries may go to this endpoint: it is listed, and in. True also where there is
   * nothing else to go to. Cheap enough for every use of a connection that is kept.
   */
  public boolean uses(Endpoint endpoint) {
    View seen = view;
    return seen.eligible().isEmpty() || seen.eligible(endpoint) != null;
  }

  /** What goes through its connections, as far as adapters count it. */
  public Traffic traffic() {
    return traffic;
  }

  /** Whether there is no endpoint any more, because the Switchboard was closed. */
  public boolean isClosed() {
    Absence absence = view.absence();
    return absence != null && absence.reason() == Absence.Reason.CLOSED;
  }

  /** Why there is no endpoint; empty if there is one. */
  public Optional<Absence> absence() {
    return Optional.ofNullable(view.absence());
  }

  /** Why there is no endpoint for a call with these keys; empty if there is one. */
  public Optional<Absence> absence(CallKeys keys) {
    View seen = view;
    if (seen.picker() == null) {
      return Optional.ofNullable(seen.absence());
    }
    return Optional.ofNullable(seen.picker().refusal(keys))
        .map(why -> new Absence(Absence.Reason.NO_ROUTE, why));
  }

  /** Spreads attempts by another balancer from now on. What is known of endpoints stays. */
  public void follow(Balancer newBalancer) {
    balancer = newBalancer;
    tracker.republish();
  }

  /** Asks the registry soon: somebody waits for an endpoint. */
  public void refresh() {
    tracker.refresh();
  }

  /**
   * Runs {@code waker} after each change, until the returned task is run. It runs on any thread and
   * must neither block nor throw.
   */
  public Runnable onChange(Runnable waker) {
    wakers.add(waker);
    return () -> wakers.remove(waker);
  }

  /** What a person wants to know of this alias now. */
  public UpstreamSnapshot snapshot(long now) {
    View seen = view;
    List<UpstreamSnapshot.EndpointSnapshot> endpoints = new ArrayList<>();
    for (int i = 0; i < seen.members().size(); i++) {
      EndpointHealth health = seen.members().get(i);
      endpoints.add(
          new UpstreamSnapshot.EndpointSnapshot(
              seen.endpoints().asList().get(i),
              health.standing.state(),
              health.standing.isHealthy() ? "" : health.standing.reason(),
              seen.uses(health),
              health.standing.remaining(now),
              health.stats.inFlight(),
              health.stats.attempts(),
              health.stats.failures()));
    }
    return new UpstreamSnapshot(
        alias,
        service(),
        endpoints,
        tracker.skipped(),
        tracker.age(),
        absence().or(tracker::problem).map(Absence::message).orElse(balancer.problem(seen.all())));
  }

  /** In the lane: publishes the next snapshot of what the service knows. */
  void publish(
      EndpointSet endpoints, List<EndpointHealth> members, int panicPercent, Absence ifEmpty) {
    assert tracker.isInLane();
    try {
      view =
          endpoints.isEmpty()
              ? View.absent(ifEmpty)
              : View.of(endpoints, members, panicPercent, balancer, this::context);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the balancer of " + alias + " failed; what was picked before stays", e);
      if (view.picker() == null) {
        view =
            View.absent(
                new Absence(
                    Absence.Reason.MISCONFIGURED,
                    "the balancer of " + alias + " failed: " + e + ". Mend or replace it."));
      }
    }
    wake();
  }

  /** In the lane: lets everybody look again who waits. */
  void wake() {
    wakers.forEach(Runnable::run);
  }

  /** For callers outside of the lane, who have no view of before to keep to. */
  private Picker picker(List<Pick> some, List<Pick> pool) {
    try {
      return balancer.picker(some, context(pool));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the balancer of " + alias + " failed; it is random for now", e);
      return Balancer.random().picker(some, context(pool));
    }
  }

  /** What connections are spread over. */
  private Connections.Spread spread(View seen) {
    Balancer.Context context = context(seen.all());
    return new Connections.Spread(balancer.connectable(seen.eligible(), context), context);
  }

  private Balancer.Context context(List<Pick> pool) {
    return new Balancer.Context(randomness, seed, locality.get(), tracker.now(), pool);
  }
}
