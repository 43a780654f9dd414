/**
 * Start with {@link dev.switchboard.event.SwitchboardEvent}: what happens, in which order, on which
 * thread.
 */
@NullMarked
package dev.switchboard.event;

import org.jspecify.annotations.NullMarked;
