/**
 * Start with {@link dev.switchboard.testing.ManualClock}. What tests of code that uses Switchboard
 * need: time that stands still, a registry that says what it is told, a listener that remembers.
 */
@NullMarked
package dev.switchboard.testing;

import org.jspecify.annotations.NullMarked;
