package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.time.Randomness;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run: servers, clients, the load between them, and what happens when. For one thread. */
final class World {

  static final String SERVICE = "service";

  /** How often clients ask the registry. */
  private static final Duration POLL = Duration.ofSeconds(5);

  private static final long SECOND = 1_000_000_000L;

  private final SimClock clock = new SimClock();
  private final AliasPolicy policy;
  private final Randomness seeds;
  private Endpoint[] registered = {};
  private final Map<InetSocketAddress, Server> byAddress = new HashMap<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Ejection> ejections = new ArrayList<>();
  private Recorder recorder = new Recorder();
  private @Nullable Recorder reported;
  private Duration oneWay = Duration.ZERO;
  private String zone = "";
  private Map<String, String> attributes = Map.of();
  private boolean envoysRule;
  private boolean knowCallers;
  private Function<Randomness, CallKeys> keys = dice -> CallKeys.none();

  /** A client took a server out, and what that server was really doing. */
  record Ejection(long atNanos, int client, Server server, boolean deserved) {}

  /** A run in which every client follows {@code policy}. */
  World(AliasPolicy policy, long seed) {
    this.policy = policy;
    this.seeds = Randomness.seeded(seed);
  }

  /** Randomness of its own, so that one more draw here shifts nothing there. */
  private Randomness randomness() {
    return Randomness.seeded(seeds.nextLong());
  }

  SimClock clock() {
    return clock;
  }

  Recorder recorder() {
    return recorder;
  }

  /** The calls that the report is of: those of the clients, unless it is told of others. */
  Recorder reported() {
    return reported == null ? recorder : reported;
  }

  /** Reports these calls in place of the clients'. */
  void report(Recorder calls) {
    reported = calls;
  }

  List<Server> servers() {
    return servers;
  }

  List<Client> clients() {
    return clients;
  }

  List<Ejection> ejections() {
    return ejections;
  }

  Server server(Endpoint endpoint) {
    return Objects.requireNonNull(byAddress.get(endpoint.socketAddress()));
  }

  /** The time of a packet. */
  Duration oneWay() {
    return oneWay;
  }

  World networkRoundTrip(Duration time) {
    oneWay = time.dividedBy(2);
    return this;
  }

  /** So many more servers; not listed by the registry until {@link #register}. */
  List<Server> addServers(int number, int workers, Draw service) {
    return addServers(number, workers, Server.UNLIMITED, service);
  }

  /** The next servers are added in this zone. */
  void zone(String next) {
    zone = next;
  }

  /** The next servers are added with these attributes. */
  void attributes(Map<String, String> next) {
    attributes = next;
  }

  /** The same, with room for {@code maxQueue} calls that wait for a worker. */
  List<Server> addServers(int number, int workers, int maxQueue, Draw service) {
    List<Server> added = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      int n = servers.size();
      Endpoint endpoint =
          Endpoint.of("10.0." + n / 250 + "." + n % 250, 80)
              .withZone(zone)
              .withAttributes(attributes);
      Server server = new Server(clock, randomness(), endpoint, workers, maxQueue, service);
      servers.add(server);
      byAddress.put(endpoint.socketAddress(), server);
      added.add(server);
    }
    return added;
  }

  /** A server turns bad, now. */
  void turn(Server server, Consumer<Server> how) {
    server.markBad();
    how.accept(server);
  }

  /** What the registry lists from now on. Each client sees it at its next poll, within 5 s. */
  void register(List<Server> listed) {
    registered = listed.stream().map(Server::endpoint).toArray(Endpoint[]::new);
    Endpoint[] now = registered;
    Randomness dice = randomness();
    for (Client client : clients) {
      long lag = (long) (dice.fraction() * POLL.toNanos());
      clock.schedule(Duration.ofNanos(lag), () -> client.resolved(now));
    }
  }

  /** So many clients, which see what is registered. */
  void addClients(int number) {
    addClients(number, "");
  }

  /** So many clients in a zone. */
  void addClients(int number, String zone) {
    for (int i = 0; i < number; i++) {
      int index = clients.size();
      SwitchboardListener[] rule = {event -> {}};
      Client client =
          new Client(
              this,
              policy,
              zone,
              randomness(),
              event -> {
                heard(index, event);
                rule[0].onEvent(event);
              },
              this::recorder);
      if (envoysRule) {
        rule[0] =
            new EnvoysRule(
                clock, registered, endpoint -> ejected(index, endpoint), client::resolved);
      }
      client.resolved(registered);
      clients.add(client);
    }
  }

  /** A client that is part of a server, and sees what is registered now, for good. */
  Client innerClient(Recorder counts) {
    Client client = new Client(this, policy, "", randomness(), event -> {}, () -> counts);
    client.resolved(registered);
    return client;
  }

  private void heard(int client, SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.EndpointEjected ejected && !ejected.dryRun()) {
      ejected(client, ejected.endpoint());
    }
  }

  private void ejected(int client, Endpoint endpoint) {
    Server server = server(endpoint);
    ejections.add(new Ejection(clock.nanos(), client, server, server.isBad()));
  }

  /** Clients that are added from now on detect outliers as Envoy does, in place of our way. */
  void useEnvoysRule() {
    envoysRule = true;
  }

  /** What calls carry from now on. */
  void keys(Function<Randomness, CallKeys> draw) {
    keys = draw;
  }

  /** Clients know how many of them there are in each zone, as if they were a registered service. */
  void knowCallers() {
    knowCallers = true;
  }

  Map<String, Integer> callers() {
    Map<String, Integer> callers = new TreeMap<>();
    if (knowCallers) {
      clients.forEach(client -> callers.merge(client.zone(), 1, Integer::sum));
    }
    return callers;
  }

  /** Something happens so long after the start. */
  World at(Duration time, Runnable event) {
    clock.at(time.toNanos(), event);
    return this;
  }

  /** Calls at random times (a Poisson process) by random clients, from now until {@code end}. */
  void load(double perSecond, Duration end) {
    Randomness dice = randomness();
    Draw gap = Draw.exponential(Duration.ofNanos((long) (SECOND / perSecond)));
    arrive(gap, dice, end.toNanos());
  }

  private void arrive(Draw gap, Randomness dice, long end) {
    long next = clock.nanos() + gap.nanos(dice);
    if (next < end) {
      clock.at(
          next,
          () -> {
            clients.get(dice.below(clients.size())).call(keys.apply(dice));
            arrive(gap, dice, end);
          });
    }
  }

  /** Counts only the calls that begin at that time or later. */
  void countFrom(Duration time) {
    count(new Recorder(time.toNanos(), Long.MAX_VALUE));
  }

  /** Counts the calls of the clients in this. */
  void count(Recorder calls) {
    recorder = calls;
  }

  /** Lets time pass until then. */
  void runUntil(Duration time) {
    clock.runUntil(time.toNanos());
  }
}
