package dev.switchboard.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Something that can happen, played by each contender with each of five seeds.
 *
 * @param name for the report and the command line
 * @param question what it is to show, and where it comes from
 * @param goal calls that take longer have failed; empty if time does not matter
 * @param contenders who plays it
 * @param play lets it happen, to the end
 */
record Scenario(
    String name,
    String question,
    Optional<Duration> goal,
    List<Contender> contenders,
    Consumer<World> play) {

  private static final int SEEDS = 5;

  /** What came of one contender, over all seeds. */
  record Result(
      Contender contender, Recorder calls, double success, Load load, Verdicts verdicts) {}

  /** How many calls reached the servers, as the greatest over the mean; the mean of all seeds. */
  record Load(double maxOverMean) {}

  /** Ejections per run: of servers that misbehaved, and of others. */
  record Verdicts(double deserved, double undeserved) {}

  List<Result> run() {
    return contenders.stream().map(this::run).toList();
  }

  private Result run(Contender contender) {
    Recorder calls = new Recorder(0);
    double maxOverMean = 0;
    long deserved = 0;
    long undeserved = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      World world = new World(contender.policy(), seed);
      play.accept(world);
      calls.add(world.recorder());
      maxOverMean += maxOverMean(world) / SEEDS;
      for (World.Ejection ejection : world.ejections()) {
        deserved += ejection.deserved() ? 1 : 0;
        undeserved += ejection.deserved() ? 0 : 1;
      }
    }
    double success =
        goal.map(time -> calls.successWithin(time.toNanos())).orElseGet(calls::success);
    return new Result(
        contender,
        calls,
        success,
        new Load(maxOverMean),
        new Verdicts((double) deserved / SEEDS, (double) undeserved / SEEDS));
  }

  private static double maxOverMean(World world) {
    List<Server> servers = world.servers();
    double mean = servers.stream().mapToLong(Server::received).average().orElseThrow();
    return servers.stream().mapToLong(Server::received).max().orElseThrow() / mean;
  }
}
