package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.Events;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.util.Objects;

/** One service in virtual time, everything on the test's own thread. */
public final class Rig {

  public static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  public static final Endpoint B = Endpoint.of("10.0.0.2", 80);
  public static final Endpoint C = Endpoint.of("10.0.0.3", 80);
  public static final Outcome REFUSED = Outcome.connectFailure("connect refused");

  public final ManualClock clock = new ManualClock();
  public final SettableResolver resolver = new SettableResolver();
  public final RecordingListener listener = new RecordingListener();
  public final Events events = new Events(Runnable::run, listener);
  public final Randomness randomness = Randomness.seeded(1);
  public final ServiceTracker tracker;
  public final Upstream upstream;

  public Rig(Endpoint... endpoints) {
    this(Balancer.roundRobin(), endpoints);
  }

  public Rig(Balancer balancer, Endpoint... endpoints) {
    this(OutlierPolicy.defaults(), balancer, endpoints);
  }

  public Rig(OutlierPolicy policy, Balancer balancer, Endpoint... endpoints) {
    tracker =
        new ServiceTracker(
            resolver.service("orders"),
            policy,
            new Resolver.Context(clock, randomness, Runnable::run, ResolutionPolicy.defaults()),
            events);
    upstream = tracker.upstream(new Alias("orders", 8080), balancer, Locality::unknown);
    tracker.start(resolver);
    if (endpoints.length > 0) {
      resolver.set("orders", endpoints);
    }
  }

  public Pick pick() {
    return pick(true);
  }

  public Pick pick(boolean repeatable) {
    return Objects.requireNonNull(upstream.pick(new Tried(), repeatable, clock.nanos()));
  }

  /** What a call gets that is sent to this endpoint. */
  public Pick pickOf(Endpoint endpoint) {
    Pick pick = pick();
    while (!pick.endpoint().equals(endpoint)) {
      pick = pick();
    }
    return pick;
  }

  /** One attempt on the endpoint with this outcome, whatever the balancer prefers. */
  public void attempt(Endpoint endpoint, Outcome outcome) {
    Tried others = new Tried();
    Pick pick = pick();
    while (!pick.endpoint().equals(endpoint)) {
      others.add(pick);
      pick = Objects.requireNonNull(upstream.pick(others, true, clock.nanos()));
    }
    attempt(pick, outcome);
  }

  public void attempt(Pick pick, Outcome outcome) {
    upstream.started(pick);
    upstream.showed(pick, outcome, true, 0, clock.nanos());
    upstream.finished(pick);
  }

  /** It refuses five times, while another is well. */
  public void eject(Endpoint endpoint) {
    eject(endpoint, REFUSED);
  }

  /** It fails so five times, while another is well. */
  public void eject(Endpoint endpoint, Outcome failure) {
    for (int i = 0; i < 4; i++) {
      attempt(endpoint, failure);
    }
    succeedElsewhere(endpoint);
    attempt(endpoint, failure);
  }

  /** A success at another endpoint than this, if there is one. */
  public void succeedElsewhere(Endpoint than) {
    upstream.wanted().stream()
        .filter(endpoint -> !endpoint.equals(than))
        .findFirst()
        .ifPresent(other -> attempt(other, Outcome.SUCCESS));
  }

  public UpstreamSnapshot.EndpointSnapshot snapshot(Endpoint endpoint) {
    return upstream.snapshot(clock.nanos()).endpoints().stream()
        .filter(e -> e.endpoint().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  /** So many endpoints, all alike. */
  public static Endpoint[] pool(int size) {
    Endpoint[] pool = new Endpoint[size];
    for (int i = 0; i < size; i++) {
      pool[i] = Endpoint.of("10.1." + i / 250 + "." + i % 250, 80);
    }
    return pool;
  }
}
