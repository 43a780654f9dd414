/**
 * Start with {@link dev.switchboard.config.Section}. Settings from a JSON document, in which every
 * value knows where it stands.
 */
@NullMarked
package dev.switchboard.config;

import org.jspecify.annotations.NullMarked;
