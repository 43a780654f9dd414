package dev.switchboard.benchmarks.failure;

/**
 * What the failure of a task cost one way's calls.
 *
 * @param sent how often a call was sent to it after that, until there was none for ten seconds
 * @param lastSeconds when the last of those was sent
 * @param later how often one was sent after that pause
 * @param failed calls that failed
 * @param slow calls that took more than a second, those that failed included
 * @param slowestSeconds how long the slowest took
 */
record Toll(int sent, double lastSeconds, int later, int failed, int slow, double slowestSeconds) {}
