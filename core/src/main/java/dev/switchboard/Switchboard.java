package dev.switchboard;

import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.event.CallLog;
import dev.switchboard.event.EventLog;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.file.FileWatch;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import dev.switchboard.time.SystemClock;
import dev.switchboard.upstream.ServiceTracker;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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

  private static final System.Logger LOG = System.getLogger(Switchboard.class.getName());

  /** Each costs a poll of the registry; nobody has so many by intent. */
  private static final int MAX_UNDECLARED = 1000;

  private static final SharedSwitchboard SHARED = new SharedSwitchboard(() -> fromConfig().build());

  private final Resolver resolver;
  private volatile Declared declared;
  private final boolean onlyDeclared;
  private volatile String zone;
  private final Optional<Service> ownService;
  private volatile Map<Service, OutlierPolicy> outlierPolicies;
  private final Threads threads = new Threads();
  private final @Nullable SystemClock ownClock;
  private final Events events;
  private final Resolver.Context context;
  private final Map<Service, ServiceTracker> trackers = new ConcurrentHashMap<>();
  private final Map<Alias, Dialer> dialers = new ConcurrentHashMap<>();
  private final ReentrantLock following = new ReentrantLock();
  private final @Nullable FileWatch fileWatch;
  private volatile boolean closed;

  private Switchboard(Builder builder, Resolver resolver) {
    this.resolver = resolver;
    this.declared = builder.declarations.over(builder.configuration);
    this.onlyDeclared = builder.onlyDeclared;
    this.zone = builder.zone;
    this.ownService = Optional.ofNullable(builder.ownService).map(resolver::service);
    this.outlierPolicies = declared.outlierPolicies(alias -> service(declared, alias));
    SystemClock systemClock = builder.clock == null ? new SystemClock() : null;
    Clock clock = systemClock == null ? Objects.requireNonNull(builder.clock) : systemClock;
    this.ownClock = systemClock;
    this.events =
        new Events(threads.events(), builder.listeners.toArray(SwitchboardListener[]::new));
    events.add(new EventLog());
    events.add(new CallLog());
    this.context =
        new Resolver.Context(
            clock, builder.randomness, threads.registry(), threads.files(), builder.resolution);
    try {
      ownService.ifPresent(this::track);
      declared.aliases().keySet().forEach(this::dialer);
    } catch (RuntimeException e) { // a resolver may refuse; what was started must not go on
      stop();
      throw e;
    }
    this.fileWatch = fileWatch(builder);
    if (builder.configuration != null) {
      builder.configuration.notes().forEach(note -> LOG.log(Level.WARNING, note));
    }
    if (zone.isEmpty()) {
      Optional.ofNullable(builder.environment.apply(TaskZone.VARIABLE))
          .ifPresent(metadata -> new TaskZone(metadata, context, this::runsIn).ask());
    }
  }

  /** The zone became known: who prefers it chooses anew. */
  private void runsIn(String found) {
    zone = found;
    trackers.values().forEach(ServiceTracker::republish);
  }

  /** Follows the configuration, if there is one and it is a file. */
  private @Nullable FileWatch fileWatch(Builder builder) {
    Configuration configuration = builder.configuration;
    Path file = configuration == null ? null : configuration.document().file().orElse(null);
    if (configuration == null || file == null) {
      return null;
    }
    Reload reload = new Reload(file, configuration, builder.declarations, this::follow, events);
    FileWatch watch = new FileWatch(file, context.clock(), context.files(), reload);
    watch.soon();
    return watch;
  }

  /**
   * Begins with what a document says; the program may go on from there. Short for {@link
   * Configuration#read(String) Configuration.read(location)}{@code .builder()}.
   *
   * @param location a path, or {@code classpath:} and the name of a resource
   * @throws dev.switchboard.config.ConfigException if there is none, or something in it is wrong
   */
  public static Builder fromConfig(String location) {
    return Configuration.read(location).builder();
  }

  /**
   * Begins with what the application's document says: the one the system property {@code
   * switchboard.config} names, else the environment variable {@code SWITCHBOARD_CONFIG}, else
   * {@code switchboard.json} on the class path.
   *
   * @throws dev.switchboard.config.ConfigException if there is none, or something in it is wrong
   */
  public static Builder fromConfig() {
    return Configuration.find().builder();
  }

  /**
   * The one Switchboard of the process, for those who can name it in a URL and no more: made from
   * the application's configuration, as {@link #fromConfig()} finds it, when it is first asked for,
   * unless the application shared one of its own before. If that fails, the next to ask tries
   * again. It lives as long as the process; its threads are daemons.
   *
   * @throws dev.switchboard.config.ConfigException if there is no configuration, or something in it
   *     is wrong
   */
  public static Switchboard shared() {
    return SHARED.get();
  }

  /**
   * Makes {@code switchboard} the one of the process. It is closed by whoever made it.
   *
   * @throws IllegalStateException if there is one already; it says since when, and is caused by the
   *     stack of that moment
   */
  public static void share(Switchboard switchboard) {
    SHARED.set(Objects.requireNonNull(switchboard, "switchboard"));
  }

  /**
   * Forgets the one Switchboard of the process, so that a test can begin anew, and closes it if it
   * was made from the configuration.
   */
  public static void resetShared() {
    SHARED.reset();
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
    return declared.has(alias) || (!onlyDeclared && resolver.serviceFor(alias.host()).isPresent());
  }

  private Dialer dialer(Alias alias) {
    Dialer known = dialers.get(alias);
    if (known != null) {
      return known;
    }
    if (dialers.size() >= declared.aliases().size() + MAX_UNDECLARED) {
      throw new IllegalStateException(
          MAX_UNDECLARED
              + " aliases were dialed that were not declared, the last was "
              + alias
              + ". If users decide what is dialed, declare the aliases and add"
              + " .onlyDeclaredAliases()");
    }
    Declared seen = declared;
    ServiceTracker tracker = track(service(seen, alias)); // the resolver may dial in turn
    Dialer dialer = dialers.computeIfAbsent(alias, a -> newDialer(a, tracker));
    if (!seen.equals(declared)) {
      follow(alias, dialer); // it may have been made of what was replaced meanwhile
    }
    return dialer;
  }

  private Dialer newDialer(Alias alias, ServiceTracker tracker) {
    AliasPolicy policy = declared.policy(alias);
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

  /** Nobody calls the own service; who asks where it runs uses it, so that it stays fresh. */
  private Locality locality() {
    ServiceTracker own = ownService.map(trackers::get).orElse(null);
    if (own == null) {
      return Locality.of(zone, EndpointSet.empty());
    }
    own.use(context.clock().nanos());
    return Locality.of(zone, own.endpoints());
  }

  private ServiceTracker newTracker(Service service) {
    OutlierPolicy policy = outlierPolicies.getOrDefault(service, declared.defaults().outlier());
    return new ServiceTracker(service, policy, context, events);
  }

  private Service service(Declared by, Alias alias) {
    return by.policy(alias)
        .service()
        .map(resolver::service)
        .or(() -> resolver.serviceFor(alias.host()))
        .orElseGet(() -> resolver.service(alias.host()));
  }

  /**
   * Takes over what may change at run time, all of it or nothing.
   *
   * @throws IllegalArgumentException if something else changed too
   */
  void follow(Declared wanted) {
    Declared next = wanted.andStill(declared);
    Map<Service, OutlierPolicy> nextOutliers = next.outlierPolicies(alias -> service(next, alias));
    dialers.forEach(
        (alias, dialer) -> {
          Service service = dialer.upstream().service();
          requireSame(alias, "service", service, service(next, alias));
          requireSame(
              alias,
              "outlier policy",
              outlierPolicies.getOrDefault(service, declared.defaults().outlier()),
              nextOutliers.getOrDefault(service, next.defaults().outlier()));
        });
    Map<Service, OutlierPolicy> outliersBefore = outlierPolicies;
    Declared before = declared;
    Set<Alias> known = Set.copyOf(dialers.keySet());
    outlierPolicies = nextOutliers;
    declared = next;
    try {
      next.aliases().keySet().forEach(this::dialer);
    } catch (RuntimeException e) { // a resolver may refuse
      outlierPolicies = outliersBefore;
      declared = before;
      dialers.keySet().removeIf(alias -> next.has(alias) && !known.contains(alias));
      throw e;
    }
    dialers.forEach(this::follow);
  }

  private static void requireSame(Alias alias, String what, Object before, Object after) {
    if (!before.equals(after)) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of "
              + alias
              + " is "
              + before
              + " and cannot become "
              + after
              + " without a restart");
    }
  }

  /** Under a lock, lest who has read what was declared before comes last. */
  private void follow(Alias alias, Dialer dialer) {
    following.lock();
    try {
      AliasPolicy policy = declared.policy(alias);
      dialer.follow(policy.call());
      dialer.upstream().follow(policy.balancer());
    } finally {
      following.unlock();
    }
  }

  /** Every alias dialed or declared so far, ordered by name, as it is now. */
  public List<UpstreamSnapshot> snapshot() {
    long now = context.clock().nanos();
    return dialers.values().stream()
        .map(dialer -> dialer.upstream().snapshot(now))
        .sorted(Comparator.comparing(snapshot -> snapshot.alias().toString()))
        .toList();
  }

  /**
   * The availability zone this application runs in: what the builder was given, or what the ECS
   * task metadata endpoint says a moment after the start; empty if it is not known.
   */
  public String zone() {
    return zone;
  }

  /** The clock it lives by. */
  public Clock clock() {
    return context.clock();
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
    if (fileWatch != null) {
      fileWatch.close();
    }
    trackers.values().forEach(ServiceTracker::close);
    if (ownClock != null) {
      ownClock.close();
    }
    threads.close();
  }

  /** Puts a {@link Switchboard} together. For one thread. */
  public static final class Builder {

    private final @Nullable Configuration configuration;
    private final Declarations declarations = new Declarations();
    private @Nullable Resolver resolver;
    private ResolutionPolicy resolution = ResolutionPolicy.defaults();
    private boolean onlyDeclared;
    private String zone = "";
    private @Nullable String ownService;
    private final List<SwitchboardListener> listeners = new ArrayList<>();
    private @Nullable Clock clock;
    private Randomness randomness = Randomness.system();
    private UnaryOperator<@Nullable String> environment = System::getenv;

    private Builder() {
      configuration = null;
    }

    /** Begins with what a document says. */
    Builder(Configuration document) {
      configuration = document;
      resolution = document.resolution();
      onlyDeclared = document.onlyDeclaredAliases();
      document.zone().ifPresent(this::zone);
      document.ownService().ifPresent(this::ownService);
    }

    /** Where endpoints come from. Required, unless a configuration says it. */
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
     * Declares an alias with settings of its own, starting from the configuration's for this alias,
     * or else from the defaults.
     *
     * @throws IllegalArgumentException if {@code alias} is not {@code host:port}, or was declared
     *     already
     */
    public Builder alias(String alias, UnaryOperator<AliasPolicy> change) {
      Objects.requireNonNull(alias, "alias");
      Objects.requireNonNull(change, "change");
      if (!declarations.add(Alias.parse(alias), change)) {
        throw new IllegalArgumentException(
            "the alias " + alias + " is declared twice; declare it once");
      }
      return this;
    }

    /** Changes the settings of all aliases that do not set them themselves. */
    public Builder defaults(UnaryOperator<AliasPolicy> change) {
      declarations.defaults(change);
      return this;
    }

    /** Leaves alone every host that was not declared, whatever the resolver claims. */
    public Builder onlyDeclaredAliases() {
      onlyDeclared = true;
      return this;
    }

    /**
     * The availability zone this application runs in, as the registry names zones ({@code
     * eu-west-1a}), so that it can be preferred. Default: in an ECS task what its metadata endpoint
     * says, elsewhere not known.
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

    /**
     * Hears what happens, besides those set before. Default: only an {@link EventLog} and a {@link
     * CallLog}.
     */
    public Builder listener(SwitchboardListener listener) {
      listeners.add(Objects.requireNonNull(listener, "listener"));
      return this;
    }

    /** Another clock, for tests. It is not closed with the switchboard. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Another environment than the process's. */
    Builder environment(UnaryOperator<@Nullable String> newEnvironment) {
      environment = newEnvironment;
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
     * @throws dev.switchboard.config.ConfigException if the configuration's resolver cannot be made
     * @throws IllegalArgumentException if two aliases of one service disagree on the outlier
     *     policy, or two settings of an alias contradict each other, as {@link
     *     dev.switchboard.call.CallPolicy#requireConsistent} says
     */
    public Switchboard build() {
      if (resolver != null) {
        return new Switchboard(this, resolver);
      }
      if (configuration == null) {
        throw new IllegalStateException(
            "a Switchboard needs a resolver: add"
                + " .resolver(CloudMapResolver.forNamespace(\"<namespace>\"))");
      }
      Resolver made = configuration.resolver();
      try {
        return new Switchboard(this, made);
      } catch (RuntimeException e) {
        made.close();
        throw e;
      }
    }
  }
}
