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

  /** Ejections of servers that were not bad, per run. */
  double undeserved() {
    return (double) undeserved / runs;
  }
}
