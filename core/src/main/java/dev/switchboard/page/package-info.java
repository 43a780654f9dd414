/**
 * Start with {@link dev.switchboard.page.StatusPage}: what a {@code Switchboard} does, live, on a
 * page for people and as JSON for programs.
 */
@NullMarked
package dev.switchboard.page;

import org.jspecify.annotations.NullMarked;
