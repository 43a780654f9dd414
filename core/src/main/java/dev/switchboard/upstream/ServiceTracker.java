package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.LastKnownGood;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Lane;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One service at run time: what the registry last said that can be believed and, in its {@link
 * ServiceHealth}, how each address does, shared by all aliases of the service.
 *
 * <p>Every field below the lane is touched in the lane only. What upstreams read is published to
 * them as a {@link View}; events follow after that.
 */
public final class ServiceTracker implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ServiceTracker.class.getName());

  private final Service service;
  private final Resolver.Context context;
  private final Events events;
  private final Lane lane = new Lane();

  private final List<Upstream> upstreams = new ArrayList<>();
  private final ServiceHealth health;
  private final LastKnownGood known;
  private final Freshness freshness;
  private boolean closed;

  /** Written in the lane, read anywhere. */
  private volatile @Nullable Absence problem;

  /** What is known, for others than the lane. */
  private volatile EndpointSet endpoints = EndpointSet.empty();

  /** The last answer, believed or not. */
  private @Nullable Resolution lastAnswer;

  /** Whether it was; an error in between does not change that. */
  private boolean believed;

  /** How often the registry has said something. */
  private final AtomicInteger heard = new AtomicInteger();

  /** What the last answer listed and cannot be called. Written in the lane, read anywhere. */
  private volatile List<Resolution.Skipped> skipped = List.of();

  private final int panicPercent;
  private final long intervalNanos;
  private final AtomicLong nextComparisonNanos;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile Resolver.@Nullable Watch watch;

  /** Tracks {@code service} from now on; {@link #start} begins to ask for it. */
  public ServiceTracker(
      Service service, OutlierPolicy policy, Resolver.Context context, Events events) {
    this.service = service;
    this.context = context;
    this.events = events;
    this.known = new LastKnownGood(context.policy());
    this.freshness = new Freshness(context.policy().staleAfter());
    this.panicPercent = policy.ejection().panicPercent();
    this.intervalNanos = policy.comparison().interval().toNanos();
    this.nextComparisonNanos = new AtomicLong(now() + intervalNanos);
    this.health = new ServiceHealth(service, policy, context.clock(), lane, events, this::publish);
  }

  /** Begins to watch the service, the first time it is called. */
  public void start(Resolver resolver) {
    if (!started.compareAndSet(false, true)) {
      return;
    }
    try {
      watch = watch(resolver);
    } catch (RuntimeException | Error e) {
      started.set(false); // so that the next call tries again
      throw e;
    }
  }

  private Resolver.Watch watch(Resolver resolver) {
    return resolver.watch(
        service,
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {
            hear(() -> resolved(resolution));
          }

          @Override
          public void onUnchanged() {
            hear(ServiceTracker.this::unchanged);
          }

          @Override
          public void onError(ResolutionError error) {
            hear(() -> failed(error));
          }
        },
        context);
  }

  /** The registry has said something, whatever it is: who waits for that looks again. */
  private void hear(Runnable news) {
    lane.execute(
        () -> {
          news.run();
          heard.incrementAndGet();
          upstreams.forEach(Upstream::wake);
        });
  }

  /**
   * A new alias of the service.
   *
   * @param locality asked whenever the endpoints are looked at anew, each refresh at the latest
   */
  public Upstream upstream(Alias alias, Balancer balancer, Supplier<Locality> locality) {
    Upstream upstream = new Upstream(alias, balancer, locality, context.randomness(), this);
    lane.execute(
        () -> {
          upstreams.add(upstream);
          publish();
        });
    return upstream;
  }

  /** What balancers choose by has changed, though the endpoints have not. */
  public void republish() {
    lane.execute(this::publish);
  }

  Service service() {
    return service;
  }

  /** The endpoints known now. Safe for any thread. */
  public EndpointSet endpoints() {
    return endpoints;
  }

  /** What the registry last failed with, if it has not answered since. */
  Optional<Absence> problem() {
    return Optional.ofNullable(problem);
  }

  List<Resolution.Skipped> skipped() {
    return skipped;
  }

  /** How long ago the registry last said that what is known holds; empty if it never did. */
  Optional<Duration> age() {
    return freshness.age(now());
  }

  /** How often the registry has said something. */
  int heard() {
    return heard.get();
  }

  /**
   * A call begins.
   *
   * @return false if the registry is being asked again, because what it last said is overdue
   */
  public boolean use(long now) {
    Resolver.Watch current = watch;
    return current == null || current.use(now);
  }

  Duration wakeTimeout() {
    return context.policy().wakeTimeout();
  }

  boolean isInLane() {
    return lane.isHere();
  }

  void refresh() {
    Resolver.Watch current = watch;
    if (current != null) {
      current.refresh();
    }
  }

  private void resolved(Resolution answer) {
    if (closed) {
      return;
    }
    lastAnswer = answer;
    Guarded guarded = Guarded.of(answer, context.policy().guard());
    List<SwitchboardEvent.OfService> news = newlySkipped(guarded.skipped());
    skipped = guarded.skipped();
    EndpointSet before = known.endpoints();
    LastKnownGood.Taken taken = known.offer(guarded.beside(before), now());
    believed = taken == LastKnownGood.Taken.TAKEN;
    switch (taken) {
      case TAKEN -> {
        confirmed(answer.age(), news);
        publish();
        change(before, known.endpoints()).ifPresent(news::add);
      }
      case DOUBTED -> {
        problem = empty("; the last known stay in use for now");
        news.add(new SwitchboardEvent.EmptyResolutionIgnored(service, before.size()));
      }
      case STILL_DOUBTED -> {}
    }
    news.forEach(events::ofService);
  }

  /** Each instance once, for as long as it stays so. */
  private List<SwitchboardEvent.OfService> newlySkipped(List<Resolution.Skipped> now) {
    List<SwitchboardEvent.OfService> news = new ArrayList<>();
    for (Resolution.Skipped instance : now) {
      if (!skipped.contains(instance)) {
        news.add(
            new SwitchboardEvent.InstanceSkipped(
                service, instance.instanceId(), instance.reason()));
      }
    }
    return news;
  }

  private Optional<SwitchboardEvent.OfService> change(EndpointSet before, EndpointSet after) {
    EndpointSet added = after.minus(before);
    EndpointSet removed = before.minus(after);
    return added.isEmpty() && removed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SwitchboardEvent.ResolutionChanged(
                service, added.asList(), removed.asList(), after.size()));
  }

  /** What the registry last said still holds; if that was doubted, it is one more such answer. */
  private void unchanged() {
    Resolution answer = lastAnswer;
    if (closed || answer == null) {
      return;
    }
    if (!believed) {
      resolved(answer);
      return;
    }
    List<SwitchboardEvent.OfService> news = new ArrayList<>(1);
    confirmed(Duration.ZERO, news);
    if (known.endpoints().isEmpty()) {
      publish(); // the reason may be another
    }
    news.forEach(events::ofService);
  }

  private void confirmed(Duration age, List<SwitchboardEvent.OfService> news) {
    problem = null;
    freshness
        .confirmed(now() - age.toNanos(), now())
        .ifPresent(was -> news.add(new SwitchboardEvent.ResolutionFresh(service, was)));
  }

  private void failed(ResolutionError error) {
    if (closed) {
      return;
    }
    known.failed();
    problem =
        new Absence(
            switch (error.kind()) {
              case UNKNOWN_SERVICE -> Absence.Reason.UNKNOWN_SERVICE;
              case MISCONFIGURED -> Absence.Reason.MISCONFIGURED;
              case THROTTLED, UNAVAILABLE -> Absence.Reason.REGISTRY_UNAVAILABLE;
            },
            error.message());
    if (known.endpoints().isEmpty()) {
      publish();
    }
    events.ofService(new SwitchboardEvent.ResolutionFailed(service, error));
    freshness
        .failed(now())
        .ifPresent(age -> events.ofService(new SwitchboardEvent.ResolutionStale(service, age)));
  }

  /** An attempt completed a streak of failures. */
  void streak(Pick pick, Outcome last) {
    lane.execute(() -> health.streak(pick, last));
  }

  /** An endpoint was too busy for an attempt. */
  void refusedWork(Pick pick, long now) {
    if (health.isEarlyProbeDue(now)) {
      lane.execute(() -> health.refusedWork(pick));
    }
  }

  /**
   * Compares the endpoints with each other, if an interval has passed. Cheap, for every attempt.
   */
  void compareIfDue(long now) {
    long due = nextComparisonNanos.get();
    if (now - due >= 0 && nextComparisonNanos.compareAndSet(due, now + intervalNanos)) {
      lane.execute(health::compare);
    }
  }

  /** The single call that tried an ejected endpoint again has shown how it is. */
  void probeEnded(Pick pick, Outcome outcome) {
    lane.execute(() -> health.probeEnded(pick, outcome));
  }

  /** Gives every alias its view of what is known now, and forgets addresses nobody has. */
  private void publish() {
    assert isInLane();
    endpoints = known.endpoints();
    // Where the registry names no port, each port an alias dials is a service of its own.
    Set<InetSocketAddress> named = endpoints.addresses();
    Set<InetSocketAddress> used = new HashSet<>();
    for (Upstream upstream : upstreams) {
      EndpointSet dialed = endpoints.withDefaultPort(upstream.alias().port());
      List<EndpointHealth> members = new ArrayList<>(dialed.size());
      for (Endpoint endpoint : dialed) {
        used.add(endpoint.socketAddress());
        members.add(
            health.of(endpoint, named.contains(endpoint.socketAddress()) ? 0 : endpoint.port()));
      }
      upstream.publish(dialed, members, panicPercent, absence());
    }
    health.retain(used);
  }

  private Absence absence() {
    Absence failure = problem;
    if (failure != null) {
      return failure;
    }
    return known.hasAnswer()
        ? empty("; check that its tasks run and are registered")
        : new Absence(
            Absence.Reason.NOT_YET_RESOLVED,
            "the registry has not answered yet for service " + service);
  }

  private Absence empty(String advice) {
    String what =
        switch (skipped.size()) {
          case 0 -> "the registry lists no endpoint for service " + service + advice;
          case 1 ->
              "the registry lists nothing that can be called for service "
                  + service
                  + ": \""
                  + skipped.get(0).instanceId()
                  + "\" "
                  + skipped.get(0).reason();
          default ->
              "the registry lists "
                  + skipped.size()
                  + " instances for service "
                  + service
                  + ", and none can be called; the first, \""
                  + skipped.get(0).instanceId()
                  + "\", "
                  + skipped.get(0).reason();
        };
    return new Absence(Absence.Reason.EMPTY, what);
  }

  long now() {
    return context.clock().nanos();
  }

  /** Ends the watch and every timer; every alias of the service has no endpoint from now on. */
  @Override
  public void close() {
    Resolver.Watch current = watch;
    try {
      if (current != null) {
        current.close();
      }
    } catch (RuntimeException | Error e) { // the rest must close all the same
      LOG.log(Level.WARNING, "the watch of service " + service + " could not be closed", e);
    }
    lane.execute(
        () -> {
          closed = true;
          known.clear();
          problem = new Absence(Absence.Reason.CLOSED, "this Switchboard was closed");
          publish();
        });
  }
}
