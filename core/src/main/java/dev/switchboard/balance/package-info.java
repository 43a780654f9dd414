/**
 * Start with {@link dev.switchboard.balance.Balancer}. Chooses among endpoints that may all be
 * used.
 */
@NullMarked
package dev.switchboard.balance;

import org.jspecify.annotations.NullMarked;
