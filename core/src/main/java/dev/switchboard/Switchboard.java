package dev.switchboard;

import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import dev.switchboard.time.SystemClock;
import dev.switchboard.upstream.ServiceTracker;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes names such as {@code orders:8080} callable: resolves them through a registry, spreads calls
 * over their endpoints, takes bad endpoints out and repeats failed tries elsewhere. An adapter,
 * such as the OkHttp interceptor, connects it to the library that does the calling.
 *
 * <pre>{@code
 * Switchboard switchboard = Switchboard.builder()
 *     .resolver(CloudMapResolver.forNamespace("prod"))
 *     .alias("mysql:3306", alias -> alias.withService("orders-db"))
 *     .build();
 * }</pre>
 *
 * <p>One per application, for as long as it runs. Safe for any thread.
 */
public final class Switchboard implements AutoCloseable {

  /** Each costs a poll of the registry; nobody has so many by intent. */
  private static final int MAX_UNDECLARED = 1000;

  private final Resolver resolver;
  private final Map<Alias, AliasPolicy> declared;
  private final AliasPolicy defaults;
  private final boolean onlyDeclared;
  private final String zone;
  private final Optional<Service> ownService;
  private final Map<Service, OutlierPolicy> outlierPolicies;
  private final Threads threads = new Threads();
  private final @Nullable SystemClock ownClock;
  private final Events events;
  private final Resolver.Context context;
  private final Map<Service, ServiceTracker> trackers = new ConcurrentHashMap<>();
  private final Map<Alias, Dialer> dialers = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private Switchboard(Builder builder, Resolver resolver) {
    this.resolver = resolver;
    this.declared = Map.copyOf(builder.aliases());
    this.defaults = builder.defaults;
    this.onlyDeclared = builder.onlyDeclared;
    this.zone = builder.zone;
    this.ownService = Optional.ofNullable(builder.ownService).map(resolver::service);
    this.outlierPolicies = outlierPolicies();
    defaults.call().requireConsistent();
    declared.values().forEach(policy -> policy.call().requireConsistent());
    SystemClock systemClock = builder.clock == null ? new SystemClock() : null;
    Clock clock = systemClock == null ? Objects.requireNonNull(builder.clock) : systemClock;
    this.ownClock = systemClock;
    this.events =
        new Events(threads.events(), builder.listeners.toArray(SwitchboardListener[]::new));
    this.context =
        new Resolver.Context(clock, builder.randomness, threads.registry(), builder.resolution);
    try {
      ownService.ifPresent(this::track);
      declared.keySet().forEach(this::dialer);
    } catch (RuntimeException e) { // a resolver may refuse; what was started must not go on
      stop();
      throw e;
    }
  }

  /** Begins with the defaults of Service Connect. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How to call this host and port, or empty if they are no alias and none of Switchboard's
   * business. An alias is what was declared and, unless only those are wanted, what the resolver
   * claims: for Cloud Map every host without a dot but {@code localhost}, and every host that ends
   * in {@code .<namespace>}.
   *
   * <p>Cheap enough for every call; never asks the registry.
   *
   * @throws IllegalStateException if more than 1,000 aliases are dialed that were not declared
   */
  public Optional<Dialer> dialer(String host, int port) {
    return Alias.of(host, port).filter(this::isOurs).map(this::dialer);
  }

  private boolean isOurs(Alias alias) {
    return declared.containsKey(alias)
        || (!onlyDeclared && resolver.serviceFor(alias.host()).isPresent());
  }

  private Dialer dialer(Alias alias) {
    Dialer known = dialers.get(alias);
    if (known != null) {
      return known;
    }
    if (dialers.size() >= declared.size() + MAX_UNDECLARED) {
      throw new IllegalStateException(
          MAX_UNDECLARED
              + " aliases were dialed that were not declared, the last was "
              + alias
              + ". If users decide what is dialed, declare the aliases and add"
              + " .onlyDeclaredAliases()");
    }
    ServiceTracker tracker = track(service(alias)); // the resolver may dial in turn
    return dialers.computeIfAbsent(alias, a -> newDialer(a, tracker));
  }

  private Dialer newDialer(Alias alias, ServiceTracker tracker) {
    AliasPolicy policy = policy(alias);
    return new Dialer(
        tracker.upstream(alias, policy.balancer(), this::locality),
        policy.call(),
        context.clock(),
        context.randomness(),
        events);
  }

  private ServiceTracker track(Service service) {
    ServiceTracker tracker = trackers.computeIfAbsent(service, this::newTracker);
    tracker.start(resolver);
    if (closed) {
      tracker.close(); // close() may have come before it was there
    }
    return tracker;
  }

  private Locality locality() {
    EndpointSet callers =
        ownService.map(trackers::get).map(ServiceTracker::endpoints).orElse(EndpointSet.empty());
    return Locality.of(zone, callers);
  }

  private ServiceTracker newTracker(Service service) {
    OutlierPolicy policy = outlierPolicies.getOrDefault(service, defaults.outlier());
    return new ServiceTracker(service, policy, context, events);
  }

  private AliasPolicy policy(Alias alias) {
    return declared.getOrDefault(alias, defaults);
  }

  private Service service(Alias alias) {
    return policy(alias)
        .service()
        .map(resolver::service)
        .or(() -> resolver.serviceFor(alias.host()))
        .orElseGet(() -> resolver.service(alias.host()));
  }

  /** Health belongs to a service, so its aliases must agree on when an endpoint is bad. */
  private Map<Service, OutlierPolicy> outlierPolicies() {
    Map<Service, Alias> first = new LinkedHashMap<>();
    Map<Service, OutlierPolicy> policies = new LinkedHashMap<>();
    declared.forEach(
        (alias, policy) -> {
          Service service = service(alias);
          Alias other = first.putIfAbsent(service, alias);
          OutlierPolicy known = policies.putIfAbsent(service, policy.outlier());
          if (known != null && !known.equals(policy.outlier())) {
            throw new IllegalArgumentException(
                "the aliases "
                    + other
                    + " and "
                    + alias
                    + " of service "
                    + service
                    + " have different outlier policies. Health belongs to the service: give them"
                    + " the same. They are "
                    + known
                    + " and "
                    + policy.outlier());
          }
        });
    return Map.copyOf(policies);
  }

  /** Every alias dialed or declared so far, ordered by name, as it is now. */
  public List<UpstreamSnapshot> snapshot() {
    long now = context.clock().nanos();
    return dialers.values().stream()
        .map(dialer -> dialer.upstream().snapshot(now))
        .sorted(Comparator.comparing(snapshot -> snapshot.alias().toString()))
        .toList();
  }

  /** Hears what happens from now on, besides those that listen already. */
  public void addListener(SwitchboardListener listener) {
    events.add(Objects.requireNonNull(listener, "listener"));
  }

  /** Ends what {@link #addListener} or the builder began. */
  public void removeListener(SwitchboardListener listener) {
    events.remove(listener);
  }

  /**
   * Ends every thread and timer it started and closes the resolver. Calls after that fail with a
   * {@code NoEndpointException}; calls under way go on, without their deadline.
   */
  @Override
  public void close() {
    stop();
    resolver.close();
  }

  private void stop() {
    closed = true;
    trackers.values().forEach(ServiceTracker::close);
    if (ownClock != null) {
      ownClock.close();
    }
    threads.close();
  }

  /** Puts a {@link Switchboard} together. For one thread. */
  public static final class Builder {

    private final Map<Alias, UnaryOperator<AliasPolicy>> changes = new LinkedHashMap<>();
    private @Nullable Resolver resolver;
    private AliasPolicy defaults = AliasPolicy.defaults();
    private ResolutionPolicy resolution = ResolutionPolicy.defaults();
    private boolean onlyDeclared;
    private String zone = "";
    private @Nullable String ownService;
    private final List<SwitchboardListener> listeners = new ArrayList<>();
    private @Nullable Clock clock;
    private Randomness randomness = Randomness.system();

    private Builder() {}

    private Map<Alias, AliasPolicy> aliases() {
      Map<Alias, AliasPolicy> policies = new LinkedHashMap<>();
      changes.forEach(
          (alias, change) ->
              policies.put(
                  alias,
                  Objects.requireNonNull(
                      change.apply(defaults), () -> "the settings of " + alias + " are null")));
      return policies;
    }

    /** Where endpoints come from. Required. */
    public Builder resolver(Resolver newResolver) {
      this.resolver = newResolver;
      return this;
    }

    /**
     * Lets endpoints be called that are this host itself, for tests and demonstrations: short for
     * {@code .resolution(r -> r.withGuard(g -> g.withLoopback(true)))}.
     */
    public Builder allowLoopback() {
      return resolution(r -> r.withGuard(g -> g.withLoopback(true)));
    }

    /** Changes how much the resolver is trusted. */
    public Builder resolution(UnaryOperator<ResolutionPolicy> change) {
      resolution = change.apply(resolution);
      return this;
    }

    /**
     * Declares an alias, with the defaults.
     *
     * @throws IllegalArgumentException if {@code alias} is not {@code host:port}
     */
    public Builder alias(String alias) {
      return alias(alias, UnaryOperator.identity());
    }

    /**
     * Declares an alias with settings of its own, starting from the defaults.
     *
     * @throws IllegalArgumentException if {@code alias} is not {@code host:port}, or was declared
     *     already
     */
    public Builder alias(String alias, UnaryOperator<AliasPolicy> change) {
      Objects.requireNonNull(alias, "alias");
      Objects.requireNonNull(change, "change");
      if (changes.putIfAbsent(Alias.parse(alias), change) != null) {
        throw new IllegalArgumentException(
            "the alias " + alias + " is declared twice; declare it once");
      }
      return this;
    }

    /** Changes the settings of all aliases that do not set them themselves. */
    public Builder defaults(UnaryOperator<AliasPolicy> change) {
      defaults = change.apply(defaults);
      return this;
    }

    /** Leaves alone every host that was not declared, whatever the resolver claims. */
    public Builder onlyDeclaredAliases() {
      onlyDeclared = true;
      return this;
    }

    /**
     * The availability zone this application runs in, as the registry names zones ({@code
     * eu-west-1a}), so that it can be preferred. Default: not known.
     */
    public Builder zone(String newZone) {
      if (newZone.isBlank()) {
        throw new IllegalArgumentException("the zone is empty; leave it out if it is not known");
      }
      zone = newZone;
      return this;
    }

    /**
     * The name of the service this application itself is, so that the share of callers in each zone
     * is known and no zone is overrun. Default: callers are taken to be spread evenly.
     */
    public Builder ownService(String name) {
      ownService = name;
      return this;
    }

    /** Hears what happens, besides those set before. Default: nobody. */
    public Builder listener(SwitchboardListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Another clock, for tests. It is not closed with the switchboard. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Another source of randomness, for tests. */
    public Builder randomness(Randomness newRandomness) {
      randomness = newRandomness;
      return this;
    }

    /**
     * Starts it: the declared aliases are being resolved from now on.
     *
     * @throws IllegalStateException if there is no resolver
     * @throws IllegalArgumentException if two aliases of one service disagree on the outlier
     *     policy, or a per-try timeout is not shorter than its deadline
     */
    public Switchboard build() {
      if (resolver == null) {
        throw new IllegalStateException(
            "a Switchboard needs a resolver: add"
                + " .resolver(CloudMapResolver.forNamespace(\"<namespace>\"))");
      }
      return new Switchboard(this, resolver);
    }
  }
}
