/**
 * Start with {@link dev.switchboard.remember.RememberingResolver}. The last good answers in a
 * directory, so that an application starts while its registry is down.
 */
@NullMarked
package dev.switchboard.remember;

import org.jspecify.annotations.NullMarked;
