/**
 * Start with {@link dev.switchboard.call.Call}: all tries of one call, decided without I/O. {@link
 * dev.switchboard.call.BlockingCall} drives it for callers that may block. {@link
 * dev.switchboard.call.FollowedCall} is for libraries that decide about tries themselves.
 */
@NullMarked
package dev.switchboard.call;

import org.jspecify.annotations.NullMarked;
