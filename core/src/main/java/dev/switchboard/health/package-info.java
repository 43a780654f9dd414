/**
 * Start with {@link dev.switchboard.health.OutlierDetector}: statistics in, verdict out. Everything
 * here is a function of what it is given.
 */
@NullMarked
package dev.switchboard.health;

import org.jspecify.annotations.NullMarked;
