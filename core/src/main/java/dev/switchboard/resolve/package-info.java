/**
 * Start with {@link dev.switchboard.resolve.Resolver}. Where the endpoints of a service come from.
 */
@NullMarked
package dev.switchboard.resolve;

import org.jspecify.annotations.NullMarked;
