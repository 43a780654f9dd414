package dev.switchboard.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Something that can happen, in cases that are compared with each other. Each is played with five
 * seeds.
 *
 * @param name for the report
 * @param question what it is to show, and where it comes from
 * @param goal calls that take longer have failed; empty if time does not matter
 * @param cases what is compared
 */
record Scenario(String name, String question, Optional<Duration> goal, List<Case> cases) {

  private static final int SEEDS = 5;

  List<Result> run() {
    return cases.stream().map(this::run).toList();
  }

  private Result run(Case played) {
    Result result = new Result(played.name(), goal);
    for (int seed = 1; seed <= SEEDS; seed++) {
      World world = new World(played.policy(), seed);
      played.play().accept(world);
      result.add(world);
    }
    return result;
  }
}
