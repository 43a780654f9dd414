/** Start with {@link dev.switchboard.examples.quickstart.Quickstart}. */
@NullMarked
package dev.switchboard.examples.quickstart;

import org.jspecify.annotations.NullMarked;
