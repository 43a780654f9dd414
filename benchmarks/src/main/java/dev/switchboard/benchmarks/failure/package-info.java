/**
 * Start with {@link dev.switchboard.benchmarks.failure.OneOfThree}. What it costs the callers when
 * one of three tasks fails, and nobody tells them.
 */
@NullMarked
package dev.switchboard.benchmarks.failure;

import org.jspecify.annotations.NullMarked;
