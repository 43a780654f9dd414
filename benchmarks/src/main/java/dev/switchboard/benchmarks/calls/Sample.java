package dev.switchboard.benchmarks.calls;

/**
 * What one turn of callers showed.
 *
 * @param calls how many there were
 * @param callsPerSecond of all callers together
 * @param medianNanos half of the calls took no longer
 * @param p99Nanos 99 of 100 calls took no longer
 * @param cpuNanosPerCall processor time of all threads of this process but the JVM's own
 * @param bytesPerCall allocated in this process, by all of its threads
 */
record Sample(
    double calls,
    double callsPerSecond,
    double medianNanos,
    double p99Nanos,
    double cpuNanosPerCall,
    double bytesPerCall) {}
