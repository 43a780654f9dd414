/**
 * Start with {@link dev.switchboard.endpoint.Alias} (what is dialed) and {@link
 * dev.switchboard.endpoint.Endpoint} (what answers). The words everything else is said in; knows
 * nothing of the rest.
 */
@NullMarked
package dev.switchboard.endpoint;

import org.jspecify.annotations.NullMarked;
