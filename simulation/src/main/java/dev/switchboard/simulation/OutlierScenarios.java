package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Which endpoints are ejected, and which are not. Retries are off. */
final class OutlierScenarios {

  private static final Draw SERVICE = Draw.exponential(Duration.ofMillis(20));
  private static final Duration TURN = Duration.ofSeconds(15);
  private static final Duration END = Duration.ofSeconds(60);
  private static final double CALLS_PER_SERVER = 20;

  private record Pool(int bad, int of) {}

  private static final List<Pool> POOLS =
      List.of(
          new Pool(1, 2),
          new Pool(2, 3),
          new Pool(2, 4),
          new Pool(3, 10),
          new Pool(5, 10),
          new Pool(30, 100));

  private OutlierScenarios() {}

  static List<Scenario> all() {
    return List.of(
        some("dead", "refuse every connection", server -> server.behave(Behaviour.DEAD)),
        some("failing", "answer 503 at once", server -> server.behave(Behaviour.FAILING_FAST)),
        some("half-failing", "fail half of their calls", server -> server.failAt(0.5)),
        some("a-tenth-failing", "fail a tenth of their calls", server -> server.failAt(0.1)),
        allAlike(),
        network(),
        overload());
  }

  private static Scenario some(String name, String what, Consumer<Server> turn) {
    List<Case> cases = new ArrayList<>();
    for (Pool pool : POOLS) {
      Consumer<World> play =
          world -> {
            List<Server> servers = world.addServers(pool.of(), Server.UNLIMITED, SERVICE);
            world.at(
                TURN,
                () -> servers.subList(0, pool.bad()).forEach(server -> world.turn(server, turn)));
            play(world, servers);
          };
      cases.addAll(bothWays(pool.bad() + " of " + pool.of(), play));
    }
    return new Scenario(
        "some-" + name,
        "Some servers of a pool "
            + what
            + " from the 15th second to the end, the 60th. One client"
            + " makes 20 calls/s per server.",
        Optional.empty(),
        cases);
  }

  /** By our rule and by Envoy's. */
  private static List<Case> bothWays(String name, Consumer<World> play) {
    return List.of(
        new Case(name, Case.detecting(), play),
        new Case(
            name + ", Envoy's rule",
            Case.bare(),
            world -> {
              world.useEnvoysRule();
              play.accept(world);
            }));
  }

  private static void play(World world, List<Server> servers) {
    world.register(servers);
    world.addClients(1);
    world.load(CALLS_PER_SERVER * servers.size(), END);
    world.runUntil(END.plusSeconds(10));
  }

  private static Scenario allAlike() {
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {2, 5, 10, 100}) {
      for (int percent : new int[] {1, 50}) {
        cases.addAll(
            bothWays(
                size + " servers, " + percent + " % fail",
                world -> {
                  List<Server> servers = world.addServers(size, Server.UNLIMITED, SERVICE);
                  servers.forEach(server -> server.failAt(percent / 100.0));
                  play(world, servers);
                }));
      }
    }
    return new Scenario(
        "all-fail-alike",
        "All servers fail the same share of their calls for 60 s. None is worse than the others, so"
            + " none should be ejected.",
        Optional.empty(),
        cases);
  }

  /** What a rule would do that ejects at the second refused connection in a row. */
  private static Scenario network() {
    AliasPolicy defaults = Case.detecting();
    AliasPolicy atOnce = defaults.withOutlier(o -> o.withConsecutiveFailures(2));
    List<Case> cases = new ArrayList<>();
    for (int size : new int[] {3, 10, 100}) {
      for (AliasPolicy policy : List.of(defaults, atOnce)) {
        String name = size + " servers, " + policy.outlier().consecutiveFailures() + " in a row";
        cases.add(new Case(name + ", breaks", policy, world -> broken(world, size, 1)));
        cases.add(new Case(name + ", loses", policy, world -> broken(world, size, 0.05)));
      }
    }
    return new Scenario(
        "network",
        "The network between one client and all servers breaks for 5 s, or one of 20 connections"
            + " does not come about, from the 15th second to the 20th. None is worse than the others,"
            + " so none should be ejected: with 5 failures in a row, the default, and with 2.",
        Optional.empty(),
        cases);
  }

  private static void broken(World world, int size, double refused) {
    List<Server> servers = world.addServers(size, Server.UNLIMITED, SERVICE);
    world.at(TURN, () -> servers.forEach(server -> server.refuseAt(refused)));
    world.at(TURN.plusSeconds(5), () -> servers.forEach(server -> server.refuseAt(0)));
    play(world, servers);
  }

  private static Scenario overload() {
    AliasPolicy defaults = AliasPolicy.defaults();
    AliasPolicy withoutBudget =
        defaults.withCall(
            c -> c.withRetry(r -> r.withBudgetPercent(100).withBudgetPerSecond(100_000)));
    return new Scenario(
        "overload",
        "Ten servers with 2 workers and room for 20 calls each get twice as much as they can do, from"
            + " the 15th second to the 45th. None is worse than the others. With retries.",
        Optional.empty(),
        List.of(
            new Case("defaults", defaults, world -> overload(world, 0)),
            new Case("defaults, from the 46th second", defaults, world -> overload(world, 46)),
            new Case("no retry budget", withoutBudget, world -> overload(world, 0)),
            new Case(
                "no retry budget, from the 46th second",
                withoutBudget,
                world -> overload(world, 46))));
  }

  private static void overload(World world, int countedFromSecond) {
    List<Server> servers = world.addServers(10, 2, 20, SERVICE);
    world.register(servers);
    world.addClients(10);
    world.countFrom(Duration.ofSeconds(countedFromSecond));
    double capacity = 10 * 2 * 50;
    world.load(0.5 * capacity, END);
    world.at(TURN, () -> world.load(1.5 * capacity, Duration.ofSeconds(45)));
    world.runUntil(END.plusSeconds(20));
  }
}
