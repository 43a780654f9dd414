package dev.switchboard.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What came of one case, over all seeds. */
final class Result {

  private record Pair(int client, Server server) {}

  private final String name;
  private final Optional<Duration> goal;
  private final Recorder calls = new Recorder();
  private int runs;
  private double maxOverMean;
  private long bad;
  private long badEjected;
  private long nanosToEject;
  private long undeserved;
  private double secondsToRecover;
  private boolean recovered = true;
  private boolean zones;

  Result(String name, Optional<Duration> goal) {
    this.name = name;
    this.goal = goal;
  }

  void add(World world) {
    runs++;
    calls.add(world.reported());
    List<Server> servers = world.servers();
    double mean = servers.stream().mapToLong(Server::received).average().orElseThrow();
    maxOverMean += servers.stream().mapToLong(Server::received).max().orElseThrow() / mean;
    zones |= servers.stream().anyMatch(server -> !server.endpoint().zone().isEmpty());
    servers.stream()
        .filter(Server::isBad)
        .mapToLong(Server::badSinceNanos)
        .min()
        .ifPresent(since -> recovered(world.reported().seconds().toRecover(since)));
    bad += servers.stream().filter(Server::isBad).count() * world.clients().size();
    Set<Pair> seen = new HashSet<>();
    for (World.Ejection ejection : world.ejections()) {
      if (!ejection.deserved()) {
        undeserved++;
      } else if (seen.add(new Pair(ejection.client(), ejection.server()))) {
        badEjected++;
        nanosToEject += ejection.atNanos() - ejection.server().badSinceNanos();
      }
    }
  }

  private void recovered(Optional<Double> seconds) {
    recovered &= seconds.isPresent();
    secondsToRecover += seconds.orElse(0.0);
  }

  String name() {
    return name;
  }

  Recorder calls() {
    return calls;
  }

  double success() {
    return goal.map(time -> calls.successWithin(time.toNanos())).orElseGet(calls::success);
  }

  /** How many calls reached the busiest server, over the mean of all; the mean of the runs. */
  double busiestOverMean() {
    return maxOverMean / runs;
  }

  /** The share of bad servers that were ejected, for all clients; empty if there were none. */
  Optional<Double> badEjected() {
    return bad == 0 ? Optional.empty() : Optional.of((double) badEjected / bad);
  }

  /** Seconds from when a server turned bad until a client ejected it, on average. */
  Optional<Double> secondsToEject() {
    return badEjected == 0 ? Optional.empty() : Optional.of(nanosToEject / 1e9 / badEjected);
  }

  /** Whether some servers turned bad, and made calls fail rather than slow. */
  boolean hasTrouble() {
    return bad > 0 && goal.isEmpty();
  }

  /** Seconds from when the first server turned bad until success was back; empty if it was not. */
  Optional<Double> secondsToRecover() {
    return recovered ? Optional.of(secondsToRecover / runs) : Optional.empty();
  }

  /** The share of tries that stayed in the zone of their client; empty if there are no zones. */
  Optional<Double> inOwnZone() {
    return zones ? Optional.of(calls.inOwnZone()) : Optional.empty();
  }

  /** Ejections of servers that were not bad, per run. */
  double undeserved() {
    return (double) undeserved / runs;
  }
}
