package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.SplitRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Some endpoints are called much and others hardly ever: is an outage of all told from their own?
 */
final class UnequalScenarios {

  private static final Draw SERVICE = Draw.exponential(Duration.ofMillis(20));
  private static final Duration FROM = Duration.ofSeconds(15);
  private static final Duration TO = Duration.ofSeconds(25);
  private static final Duration END = Duration.ofSeconds(60);
  private static final int WORKERS = 5;
  private static final int ROOM = 20;
  private static final double CALLS_PER_SECOND = 400;

  private UnequalScenarios() {}

  static List<Scenario> all() {
    return List.of(sharedOutage(), partLost());
  }

  private static Scenario sharedOutage() {
    return new Scenario(
        "shared-outage",
        "All servers answer 503 from the 15th second to the 25th of 60, as where their database is"
            + " gone. None is worse than the others, so none should be ejected; those that are"
            + " called little could not bear the load of all. The calls from the 25th second on"
            + " are counted.",
        Optional.empty(),
        cases(
            (world, called) -> {
              List<Server> all = world.servers();
              world.countFrom(TO);
              world.at(FROM, () -> all.forEach(server -> server.behave(Behaviour.FAILING_FAST)));
              world.at(TO, () -> all.forEach(server -> server.behave(Behaviour.WORKING)));
            }));
  }

  private static Scenario partLost() {
    return new Scenario(
        "busy-ones-lost",
        "The servers that are called much, and only they, answer 503 from the 15th second to the"
            + " 25th of 60. The others should take over, however little they were called before. All"
            + " calls are counted.",
        Optional.empty(),
        cases(
            (world, called) -> {
              world.at(
                  FROM,
                  () ->
                      called.forEach(
                          server -> world.turn(server, s -> s.behave(Behaviour.FAILING_FAST))));
              world.at(TO, () -> called.forEach(server -> server.behave(Behaviour.WORKING)));
            }));
  }

  /** What happens to all servers, of which some are called much. */
  @FunctionalInterface
  private interface Trouble {
    void befall(World world, List<Server> called);
  }

  private static List<Case> cases(Trouble trouble) {
    List<Case> cases = new ArrayList<>();
    for (boolean retries : new boolean[] {false, true}) {
      AliasPolicy policy = retries ? AliasPolicy.defaults() : Case.detecting();
      String how = retries ? ", retries" : "";
      cases.add(
          new Case(
              "9 of 10 calls to 2 of 3" + how,
              policy.withBalancer(canary()),
              world -> {
                List<Server> called = version(world, "v1", 2);
                version(world, "v2", 1);
                play(world, "", () -> trouble.befall(world, called));
              }));
      cases.add(zones("4 of 5 calls to 2 of 5" + how, policy, 2, 3, trouble));
      cases.add(zones("all calls to 4 of 6" + how, policy, 4, 2, trouble));
    }
    return cases;
  }

  private static Balancer canary() {
    return Balancer.split(
        List.of(
            SplitRoute.to("version", "v1").withWeight(90),
            SplitRoute.to("version", "v2").withWeight(10)),
        Balancer.roundRobin());
  }

  private static List<Server> version(World world, String version, int number) {
    world.attributes(Map.of("version", version));
    return world.addServers(number, WORKERS, ROOM, SERVICE);
  }

  /** Same zone first: so many servers in the own zone, so many in the other. */
  private static Case zones(String name, AliasPolicy policy, int near, int far, Trouble trouble) {
    Consumer<World> play =
        world -> {
          world.zone("a");
          List<Server> called = world.addServers(near, WORKERS, ROOM, SERVICE);
          world.zone("b");
          world.addServers(far, WORKERS, ROOM, SERVICE);
          play(world, "a", () -> trouble.befall(world, called));
        };
    return new Case(name, policy, play);
  }

  private static void play(World world, String zone, Runnable trouble) {
    world.register(world.servers());
    world.addClients(1, zone);
    trouble.run();
    world.load(CALLS_PER_SECOND, END);
    world.runUntil(END.plusSeconds(10));
  }
}
