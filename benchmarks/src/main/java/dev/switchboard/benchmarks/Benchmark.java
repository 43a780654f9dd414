package dev.switchboard.benchmarks;

import java.io.PrintStream;

/** Something that can be measured beside a rival. */
@FunctionalInterface
public interface Benchmark {

  /**
   * Measures it and prints tables in Markdown.
   *
   * @param effort all of it, or just so much that all of its code runs
   */
  void run(Effort effort, PrintStream out) throws Exception;
}
