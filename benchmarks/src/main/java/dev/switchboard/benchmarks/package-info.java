/**
 * Start with {@link dev.switchboard.benchmarks.Benchmarks}, which has a name for each. What
 * Switchboard costs beside what a user would pick instead, both in the same run, by turns: the
 * machine may be busy, and differs from others; the ratio hardly does.
 */
@NullMarked
package dev.switchboard.benchmarks;

import org.jspecify.annotations.NullMarked;
