/**
 * Start with {@link dev.switchboard.benchmarks.picks.Picks}. What choosing an endpoint costs, and
 * telling what came of it, without any call: each library's own code, by JMH.
 */
@NullMarked
package dev.switchboard.benchmarks.picks;

import org.jspecify.annotations.NullMarked;
