/** Start with {@link dev.switchboard.examples.orders.Orders}. */
@NullMarked
package dev.switchboard.examples.orders;

import org.jspecify.annotations.NullMarked;
