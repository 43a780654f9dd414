package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a service goes through, and what its callers see of it with the defaults: with retries. */
final class TroubleScenarios {

  private static final Draw SERVICE = Draw.exponential(Duration.ofMillis(20));
  private static final Duration FROM = Duration.ofSeconds(15);
  private static final Duration TO = Duration.ofSeconds(45);
  private static final Duration END = Duration.ofSeconds(60);

  private TroubleScenarios() {}

  static List<Scenario> all() {
    return List.of(
        blackHole(), hang(), flapping(), rollingReplacement(), oneAfterTheOther(), zoneLost());
  }

  private static List<Case> ways(Consumer<World> play) {
    AliasPolicy defaults = AliasPolicy.defaults();
    return List.of(
        new Case("defaults", defaults, play),
        new Case(
            "no ejections",
            defaults.withOutlier(o -> o.withEjection(e -> e.withDryRun(true))),
            play),
        new Case("no retries", defaults.withCall(c -> c.withRetry(r -> r.withRetries(0))), play),
        new Case(
            "neither",
            defaults
                .withOutlier(o -> o.withEjection(e -> e.withDryRun(true)))
                .withCall(c -> c.withRetry(r -> r.withRetries(0))),
            play));
  }

  private static Scenario blackHole() {
    return new Scenario(
        "black-hole",
        "The host of one of 5 servers is gone: connects are never answered and time out after 1 s,"
            + " from the 15th second to the 45th of 60. 5 clients make 200 calls/s together.",
        Optional.empty(),
        ways(
            world -> {
              List<Server> servers = world.addServers(5, Server.UNLIMITED, SERVICE);
              world.register(servers);
              world.addClients(5);
              Server lost = servers.get(1);
              world.at(FROM, () -> world.turn(lost, s -> s.behave(Behaviour.BLACK_HOLE)));
              world.at(TO, () -> lost.behave(Behaviour.WORKING));
              call(world, 200);
            }));
  }

  private static Scenario hang() {
    return new Scenario(
        "hang",
        "One of 3 servers hangs from the 15th second to the 45th of 60: it accepts calls, and answers"
            + " none. A client makes 100 calls/s, which may take 15 s, as by default.",
        Optional.empty(),
        ways(
            world -> {
              List<Server> servers = world.addServers(3, Server.UNLIMITED, SERVICE);
              world.register(servers);
              world.addClients(1);
              Server lost = servers.get(1);
              world.at(FROM, () -> world.turn(lost, s -> s.behave(Behaviour.HANGING)));
              world.at(TO, () -> lost.behave(Behaviour.WORKING));
              call(world, 100);
            }));
  }

  private static Scenario flapping() {
    return new Scenario(
        "flapping",
        "One of 5 servers refuses connections for 5 s, works for 5 s, and so on, from the 15th"
            + " second to the 55th of 60.",
        Optional.empty(),
        ways(
            world -> {
              List<Server> servers = world.addServers(5, Server.UNLIMITED, SERVICE);
              world.register(servers);
              world.addClients(5);
              Server flapping = servers.get(1);
              world.at(FROM, () -> world.turn(flapping, s -> s.behave(Behaviour.DEAD)));
              for (int second = 20; second <= 55; second += 5) {
                Behaviour next = second % 10 == 0 ? Behaviour.WORKING : Behaviour.DEAD;
                world.at(Duration.ofSeconds(second), () -> flapping.behave(next));
              }
              call(world, 200);
            }));
  }

  private static Scenario rollingReplacement() {
    return new Scenario(
        "rolling-replacement",
        "10 servers are replaced one by one, each 5 s after the one before: the new one is"
            + " registered, the old one deregistered, which serves for 3 s more, less than the 5 s in"
            + " which its clients poll. 10 clients make 500 calls/s together.",
        Optional.empty(),
        ways(
            world -> {
              List<Server> old = world.addServers(10, Server.UNLIMITED, SERVICE);
              List<Server> listed = new ArrayList<>(old);
              world.register(old);
              world.addClients(10);
              List<Server> fresh = world.addServers(10, Server.UNLIMITED, SERVICE);
              for (int i = 0; i < old.size(); i++) {
                Server goes = old.get(i);
                Server comes = fresh.get(i);
                Duration time = Duration.ofSeconds(5 + 5L * i);
                world.at(
                    time,
                    () -> {
                      listed.remove(goes);
                      listed.add(comes);
                      world.register(listed);
                    });
                world.at(time.plusSeconds(3), () -> goes.behave(Behaviour.DEAD));
              }
              call(world, 500);
            }));
  }

  private static Scenario oneAfterTheOther() {
    return new Scenario(
        "one-after-the-other",
        "Two servers are restarted one after the other at the same addresses: the first refuses"
            + " connections from the 15th second to the 25th, the second from the 26th to the 36th."
            + " The first is still out when the second goes. 3 clients make 100 calls/s together.",
        Optional.empty(),
        ways(
            world -> {
              List<Server> servers = world.addServers(2, Server.UNLIMITED, SERVICE);
              world.register(servers);
              world.addClients(3);
              for (int i = 0; i < 2; i++) {
                Server server = servers.get(i);
                Duration down = FROM.plusSeconds(11L * i);
                world.at(down, () -> world.turn(server, s -> s.behave(Behaviour.DEAD)));
                world.at(down.plusSeconds(10), () -> server.behave(Behaviour.WORKING));
              }
              call(world, 100);
            }));
  }

  private static Scenario zoneLost() {
    return new Scenario(
        "zone-lost",
        "12 servers and 6 clients in three zones, the own zone first. All servers of one zone hang"
            + " from the 15th second to the 45th of 60. The tries of these cases may take 500 ms.",
        Optional.empty(),
        ways(
                world -> {
                  List<Server> all = new ArrayList<>();
                  for (String zone : List.of("a", "b", "c")) {
                    world.zone(zone);
                    all.addAll(world.addServers(4, Server.UNLIMITED, SERVICE));
                  }
                  world.register(all);
                  for (String zone : List.of("a", "b", "c")) {
                    world.addClients(2, zone);
                  }
                  List<Server> lost = all.subList(0, 4);
                  world.at(
                      FROM,
                      () ->
                          lost.forEach(
                              server -> world.turn(server, s -> s.behave(Behaviour.HANGING))));
                  world.at(TO, () -> lost.forEach(s -> s.behave(Behaviour.WORKING)));
                  call(world, 300);
                })
            .stream()
            .map(
                c ->
                    new Case(
                        c.name(),
                        c.policy().withCall(p -> p.withPerTryTimeout(Duration.ofMillis(500))),
                        c.play()))
            .toList());
  }

  private static void call(World world, double perSecond) {
    world.load(perSecond, END);
    world.runUntil(END.plusSeconds(20));
  }
}
