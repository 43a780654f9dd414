/**
 * Start with {@link dev.switchboard.testkit.CloudMapServer}: an AWS Cloud Map for tests, in this
 * process, that the AWS SDK's own client talks to over a socket.
 *
 * <p>{@link dev.switchboard.testkit.CloudMapFault} makes it misbehave on purpose; a {@link
 * dev.switchboard.testkit.BlackHole} is a task whose host is gone. Inside, a request goes from
 * {@code CloudMapWire} (HTTP and JSON) through {@code Operations} (the table of calls) to {@code
 * Registry} (what is registered), and {@code Discovery} decides what a discovery shows.
 */
@NullMarked
package dev.switchboard.testkit;

import org.jspecify.annotations.NullMarked;
