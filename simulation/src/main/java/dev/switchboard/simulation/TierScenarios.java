package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Services that call each other, and what retries make of it when the last one stops. */
final class TierScenarios {

  private static final Duration FROM = Duration.ofSeconds(15);
  private static final Duration TO = Duration.ofSeconds(25);
  private static final Duration SETTLED = Duration.ofSeconds(35);
  private static final Duration END = Duration.ofSeconds(45);
  private static final int PER_TIER = 3;
  private static final int CALLS_PER_SECOND = 480;

  /** Five seconds of work: whoever waits that long has given up. */
  private static final int ROOM = 2000;

  private TierScenarios() {}

  static List<Scenario> all() {
    return List.of(outage());
  }

  static Scenario outage() {
    AliasPolicy budget =
        AliasPolicy.defaults().withCall(c -> c.withPerTryTimeout(Duration.ofSeconds(1)));
    AliasPolicy noBudget =
        budget.withCall(
            c -> c.withRetry(r -> r.withBudgetPercent(100).withBudgetPerSecond(100_000)));
    return new Scenario(
        "three-tiers",
        "3 clients make 480 calls/s to a service of 3 servers, which calls a second, which calls a"
            + " third, whose 3 servers have 4 workers and room for 2,000 calls each, work 10 ms and answer nothing from the"
            + " 15th second to the 25th of 45. Every tier gives a try 1 s and may repeat it twice."
            + " The calls counted are those that one tier begins in the ten seconds of the outage;"
            + " their tries draw on up to twelve seconds of the budget, which is 20 % and 10 a"
            + " second for each of the three. The others are those of the clients from 10 s after"
            + " the outage on.",
        Optional.empty(),
        List.of(
            new Case("outage, clients", budget, w -> play(w, 0, FROM, TO)),
            new Case("outage, first tier", budget, w -> play(w, 1, FROM, TO)),
            new Case("outage, second tier", budget, w -> play(w, 2, FROM, TO)),
            new Case("10 s after it", budget, w -> play(w, 0, SETTLED, END)),
            new Case("no retry budget, outage, clients", noBudget, w -> play(w, 0, FROM, TO)),
            new Case("no retry budget, 10 s after it", noBudget, w -> play(w, 0, SETTLED, END))));
  }

  private static void play(World world, int counted, Duration from, Duration to) {
    Recorder[] tiers = new Recorder[3];
    Arrays.setAll(tiers, tier -> new Recorder(from.toNanos(), to.toNanos()));
    world.count(tiers[0]);
    world.report(tiers[counted]);
    List<Server> last =
        world.addServers(PER_TIER, 4, ROOM, Draw.exponential(Duration.ofMillis(10)));
    List<Server> called = last;
    for (int tier = 2; tier > 0; tier--) {
      world.register(called);
      Recorder calls = tiers[tier];
      called = world.addServers(PER_TIER, Server.UNLIMITED, Draw.fixed(Duration.ofMillis(1)));
      called.forEach(server -> server.dependsOn(world.innerClient(calls)));
    }
    world.register(called);
    world.addClients(PER_TIER);
    world.at(FROM, () -> last.forEach(server -> server.behave(Behaviour.HANGING)));
    world.at(TO, () -> last.forEach(server -> server.behave(Behaviour.WORKING)));
    world.load(CALLS_PER_SECOND, END);
    world.runUntil(END.plusSeconds(5));
  }
}
