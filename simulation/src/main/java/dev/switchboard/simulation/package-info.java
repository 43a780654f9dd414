/**
 * Start with {@link dev.switchboard.simulation.Simulate}, which runs every {@link
 * dev.switchboard.simulation.Scenario} and writes the report. A discrete-event simulator that
 * drives the real core: what users run, in virtual time.
 */
@NullMarked
package dev.switchboard.simulation;

import org.jspecify.annotations.NullMarked;
