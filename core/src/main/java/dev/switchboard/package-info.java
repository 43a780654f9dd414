/**
 * Start with {@link dev.switchboard.Switchboard}: one per application. What can be set for an alias
 * is in {@link dev.switchboard.AliasPolicy}.
 */
@NullMarked
package dev.switchboard;

import org.jspecify.annotations.NullMarked;
