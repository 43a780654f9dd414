package dev.switchboard.simulation;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** How calls should be spread, when servers differ or change. */
final class BalancingScenarios {

  private static final Duration SERVICE_TIME = Duration.ofMillis(20);
  private static final int WORKERS = 4;

  private BalancingScenarios() {}

  static List<Scenario> all() {
    return List.of(
        oneTurnsSlow(), aFifthIsSlow(), allAlike(), fastFailer(), coldStart(), hotKey(), zones());
  }

  private static List<Case> balancers(Consumer<World> play) {
    return List.of(
        Case.of("round robin", Balancer.roundRobin(), play),
        Case.of("random", Balancer.random(), play),
        Case.of("least request", Balancer.leastRequest(), play),
        Case.of("peak EWMA", Balancer.peakEwma(), play));
  }

  /** Each client of many sees little of each server of many: a subset of them shows more. */
  private static List<Case> balancersOfMany(Consumer<World> play) {
    List<Case> all = new ArrayList<>(balancers(play));
    all.add(Case.of("least request of 12", subset(Balancer.leastRequest()), play));
    all.add(Case.of("peak EWMA of 12, two choices", subset(Balancer.peakEwma(0)), play));
    all.add(Case.of("peak EWMA of 12", subset(Balancer.peakEwma()), play));
    return List.copyOf(all);
  }

  private static Balancer subset(Balancer inner) {
    return Balancer.subset(12, inner);
  }

  private static Scenario oneTurnsSlow() {
    Consumer<World> play =
        world -> {
          Draw usual = Draw.normal(Duration.ofMillis(167), Duration.ofMillis(5));
          List<Server> servers = world.addServers(11, Server.UNLIMITED, usual);
          world.register(servers);
          world.addClients(1);
          world.at(
              Duration.ofSeconds(15),
              () ->
                  world.turn(
                      servers.get(4), server -> server.serve(Draw.fixed(Duration.ofSeconds(2)))));
          world.at(Duration.ofSeconds(45), () -> servers.get(4).serve(usual));
          world.load(1000, Duration.ofSeconds(60));
          world.runUntil(Duration.ofSeconds(70));
        };
    List<Case> cases = new ArrayList<>(balancers(play));
    cases.add(
        new Case(
            "peak EWMA, detection by latency",
            Case.detecting()
                .withBalancer(Balancer.peakEwma())
                .withOutlier(o -> o.withComparison(c -> c.withLatencyFactor(3))),
            play));
    return new Scenario(
        "one-turns-slow",
        "Linkerd's experiment of 2016: one client makes 1,000 calls/s to 11 servers that answer in"
            + " 167 ms, give or take 5. One of them takes 2 s from the 15th second to the 45th of"
            + " 60. Success is an answer within 1 s; nothing is cancelled.",
        Optional.of(Duration.ofSeconds(1)),
        cases);
  }

  private static Scenario aFifthIsSlow() {
    return new Scenario(
        "a-fifth-is-slow",
        "100 clients and 100 servers of 4 workers each, which work 20 ms on average (exponential);"
            + " a fifth of them takes twice as long. Utilisation is 0.75.",
        Optional.empty(),
        balancersOfMany(
            world -> {
              List<Server> servers = world.addServers(100, WORKERS, Draw.exponential(SERVICE_TIME));
              for (int i = 0; i < servers.size(); i += 5) {
                servers.get(i).serve(Draw.exponential(SERVICE_TIME.multipliedBy(2)));
              }
              // A fifth has half the capacity: 90 servers' worth.
              many(world, servers, 0.75 * 0.9);
            }));
  }

  private static Scenario allAlike() {
    return new Scenario(
        "all-alike",
        "The same with servers that are all alike, at a utilisation of 0.9.",
        Optional.empty(),
        balancersOfMany(
            world ->
                many(world, world.addServers(100, WORKERS, Draw.exponential(SERVICE_TIME)), 0.9)));
  }

  private static void many(World world, List<Server> servers, double utilisation) {
    world.networkRoundTrip(Duration.ofNanos(500_000));
    world.register(servers);
    world.addClients(100);
    world.countFrom(Duration.ofSeconds(2));
    double capacity = servers.size() * WORKERS / (SERVICE_TIME.toNanos() / 1e9);
    world.load(utilisation * capacity, Duration.ofSeconds(10));
    world.runUntil(Duration.ofSeconds(20));
  }

  private static Scenario coldStart() {
    Consumer<World> play =
        world -> {
          List<Server> servers = world.addServers(10, WORKERS, Draw.exponential(SERVICE_TIME));
          world.register(servers.subList(0, 9));
          world.addClients(5);
          Server cold = servers.get(9);
          cold.serve(Draw.exponential(SERVICE_TIME.multipliedBy(5)));
          world.at(Duration.ofSeconds(15), () -> world.register(servers));
          for (int second = 1; second <= 10; second++) {
            Draw warmer = Draw.exponential(SERVICE_TIME).times(5 - 0.4 * second);
            world.at(Duration.ofSeconds(15 + second), () -> cold.serve(warmer));
          }
          world.countFrom(Duration.ofSeconds(15));
          double capacity = 9 * WORKERS / (SERVICE_TIME.toNanos() / 1e9);
          world.load(0.6 * capacity, Duration.ofSeconds(30));
          world.runUntil(Duration.ofSeconds(60));
        };
    List<Case> cases = new ArrayList<>();
    for (Case balancer : balancers(play)) {
      cases.add(balancer);
      cases.add(
          Case.of(
              balancer.name() + ", slow start",
              Balancer.slowStart(Duration.ofSeconds(10), balancer.policy().balancer()),
              play));
    }
    return new Scenario(
        "cold-start",
        "A tenth server of 4 workers joins nine at the 15th second. At first it takes five times as"
            + " long as they do, 20 ms, and comes down to that over 10 s. 5 clients use 60 % of what"
            + " the nine can do. Calls from the 15th second to the 30th.",
        Optional.empty(),
        cases);
  }

  private static Scenario hotKey() {
    Consumer<World> play =
        world -> {
          List<Server> servers =
              world.addServers(10, Server.UNLIMITED, Draw.exponential(Duration.ofSeconds(1)));
          world.register(servers);
          world.addClients(1);
          world.keys(BalancingScenarios::hotKey);
          world.load(1000, Duration.ofSeconds(60));
          world.runUntil(Duration.ofSeconds(70));
        };
    return new Scenario(
        "hot-key",
        "Half of 1,000 calls/s of one client are of one user, the others of 10,000. Ten servers take"
            + " a second: 100 calls are in flight on each. Consistent hashing keeps a user's calls"
            + " together, as far as its bound of 1.25 lets it.",
        Optional.empty(),
        List.of(
            Case.of("round robin", Balancer.roundRobin(), play),
            Case.of("consistent hash", Balancer.consistentHash("user"), play)));
  }

  private static CallKeys hotKey(Randomness dice) {
    int user = dice.below(2) == 0 ? 0 : dice.below(10_000);
    return CallKeys.of("user", Integer.toString(user));
  }

  private static Scenario zones() {
    Balancer zones = Balancer.sameZoneFirst(Balancer.roundRobin());
    return new Scenario(
        "zones",
        "40 clients are in zone a, 40 in b and 20 in c; of 16 servers of one worker 4 are in a, 8 in"
            + " b and 4 in c. They work 20 ms on average, at a utilisation of 0.7. Envoy's example:"
            + " of zone a's calls 62.5 % stay, the rest goes to b and c, two to one.",
        Optional.empty(),
        List.of(
            Case.of("round robin", Balancer.roundRobin(), world -> zones(world, false)),
            Case.of("same zone first", zones, world -> zones(world, false)),
            Case.of("same zone first, clients counted", zones, world -> zones(world, true))));
  }

  private static void zones(World world, boolean counted) {
    if (counted) {
      world.knowCallers();
    }
    List<Server> servers = new ArrayList<>();
    addZone(world, servers, "a", 4, 40);
    addZone(world, servers, "b", 8, 40);
    addZone(world, servers, "c", 4, 20);
    world.register(servers);
    world.countFrom(Duration.ofSeconds(10));
    world.load(0.7 * 16 * 50, Duration.ofSeconds(60));
    world.runUntil(Duration.ofSeconds(70));
  }

  private static void addZone(
      World world, List<Server> all, String zone, int servers, int clients) {
    world.zone(zone);
    all.addAll(world.addServers(servers, 1, Draw.exponential(SERVICE_TIME)));
    world.addClients(clients, zone);
  }

  private static Scenario fastFailer() {
    return new Scenario(
        "fast-failer",
        "One of 5 servers answers 503 at once, from the 10th second on; the others work 50 ms. A"
            + " balancer that looks at load or latency alone sends it ever more: a sink-hole.",
        Optional.empty(),
        balancers(
            world -> {
              List<Server> servers =
                  world.addServers(5, Server.UNLIMITED, Draw.exponential(Duration.ofMillis(50)));
              world.networkRoundTrip(Duration.ofMillis(1));
              world.register(servers);
              world.addClients(2);
              world.at(
                  Duration.ofSeconds(10),
                  () ->
                      world.turn(servers.get(2), server -> server.behave(Behaviour.FAILING_FAST)));
              world.load(200, Duration.ofSeconds(60));
              world.runUntil(Duration.ofSeconds(70));
            }));
  }
}
