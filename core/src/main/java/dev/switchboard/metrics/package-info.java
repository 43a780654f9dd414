/**
 * Start with {@link dev.switchboard.metrics.SwitchboardMetrics}: what happens, as Micrometer
 * meters. The only package that needs Micrometer; without it nothing is counted but what outlier
 * detection needs.
 */
@NullMarked
package dev.switchboard.metrics;

import org.jspecify.annotations.NullMarked;
