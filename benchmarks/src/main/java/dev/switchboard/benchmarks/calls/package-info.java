/**
 * Start with {@link dev.switchboard.benchmarks.calls.Callers}. Whole calls over real connections,
 * each caller waiting for its answer before it calls again.
 */
@NullMarked
package dev.switchboard.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
