/**
 * Start with {@link dev.switchboard.time.Clock}. Time and randomness, passed in everywhere, so that
 * all of core can be tested in virtual time with seeds, and the lane in which things happen one
 * after the other.
 */
@NullMarked
package dev.switchboard.time;

import org.jspecify.annotations.NullMarked;
