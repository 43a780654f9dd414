package dev.switchboard.benchmarks.calls;

/**
 * What one turn of callers showed.
 *
 * @param callsPerSecond of all callers together
 * @param medianNanos half of the calls took no longer
 * @param p99Nanos 99 of 100 calls took no longer
 * @param cpuNanosPerCall processor time of this process, all of its threads
 * @param bytesPerCall allocated in this process, by all of its threads
 */
record Sample(
    double callsPerSecond,
    double medianNanos,
    double p99Nanos,
    double cpuNanosPerCall,
    double bytesPerCall) {}
