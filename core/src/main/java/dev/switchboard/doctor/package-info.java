/**
 * Start with {@link dev.switchboard.doctor.Doctor}: says in plain words what keeps an application
 * from reaching its services.
 */
@NullMarked
package dev.switchboard.doctor;

import org.jspecify.annotations.NullMarked;
