/**
 * Start with {@link dev.switchboard.benchmarks.growth.Changes}. What many endpoints and many
 * aliases cost, and the first call of a process.
 */
@NullMarked
package dev.switchboard.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
