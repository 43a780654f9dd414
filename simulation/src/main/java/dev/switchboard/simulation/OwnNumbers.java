package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.Balancer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A scenario of a user's own numbers, such as {@code servers=20 slow=2 dead=1}: for 60 s clients
 * call servers, some of which turn slow, failing or dead at the 15th second. Every balancer plays
 * it with the default policy, retries and ejections included.
 */
final class OwnNumbers {

  private static final Duration TURN = Duration.ofSeconds(15);
  private static final Duration END = Duration.ofSeconds(60);
  private static final int MAX = 100_000;

  private final Map<String, Integer> numbers = new LinkedHashMap<>();

  private OwnNumbers() {
    numbers.put("clients", 10);
    numbers.put("servers", 10);
    numbers.put("workers", 4);
    numbers.put("serviceMillis", 20);
    numbers.put("callsPerSecond", 500);
    numbers.put("slow", 0);
    numbers.put("slowFactor", 5);
    numbers.put("failing", 0);
    numbers.put("failurePercent", 50);
    numbers.put("dead", 0);
  }

  /**
   * Reads {@code name=number} pairs, separated by spaces.
   *
   * @throws IllegalArgumentException if a name is not known, a number is none or out of 0 to
   *     100,000, or more servers turn bad than there are
   */
  static Scenario parse(String text) {
    OwnNumbers own = new OwnNumbers();
    for (String pair : text.trim().split("\\s+", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (equals < 0 || !own.numbers.containsKey(name)) {
        throw new IllegalArgumentException(
            "\"" + pair + "\" is not understood; write name=number, with a name of " + own.numbers);
      }
      own.numbers.put(name, number(name, pair.substring(equals + 1)));
    }
    int bad = own.get("slow") + own.get("failing") + own.get("dead");
    if (bad > own.get("servers")) {
      throw new IllegalArgumentException(
          bad + " servers turn bad, but there are only " + own.get("servers"));
    }
    return own.scenario();
  }

  private static int number(String name, String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= MAX) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        name + " must be a number between 0 and " + MAX + ", but is \"" + text + "\"");
  }

  private int get(String name) {
    return numbers.getOrDefault(name, 0);
  }

  private Scenario scenario() {
    AliasPolicy defaults = AliasPolicy.defaults();
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("defaults", defaults, this::play));
    Map<String, Balancer> others = new LinkedHashMap<>();
    others.put("random", Balancer.random());
    others.put("least request", Balancer.leastRequest());
    others.put("peak EWMA", Balancer.peakEwma());
    others.put("peak EWMA of 12", Balancer.subset(12, Balancer.peakEwma()));
    others.forEach((name, to) -> cases.add(new Case(name, defaults.withBalancer(to), this::play)));
    return new Scenario(
        "own-numbers", "For 60 s, with " + numbers + ".", Optional.empty(), List.copyOf(cases));
  }

  private void play(World world) {
    Draw service = Draw.exponential(Duration.ofMillis(Math.max(1, get("serviceMillis"))));
    List<Server> servers =
        world.addServers(Math.max(1, get("servers")), Math.max(1, get("workers")), service);
    world.networkRoundTrip(Duration.ofMillis(1));
    world.register(servers);
    world.addClients(Math.max(1, get("clients")));
    int slowEnd = get("slow");
    int failingEnd = slowEnd + get("failing");
    int deadEnd = failingEnd + get("dead");
    double failures = Math.min(1, get("failurePercent") / 100.0);
    turn(world, servers.subList(0, slowEnd), s -> s.serve(service.times(get("slowFactor"))));
    turn(world, servers.subList(slowEnd, failingEnd), s -> s.failAt(failures));
    turn(world, servers.subList(failingEnd, deadEnd), s -> s.behave(Behaviour.DEAD));
    world.load(Math.max(1, get("callsPerSecond")), END);
    world.runUntil(END.plusSeconds(20));
  }

  private static void turn(World world, List<Server> servers, Consumer<Server> how) {
    world.at(TURN, () -> servers.forEach(server -> world.turn(server, how)));
  }
}
