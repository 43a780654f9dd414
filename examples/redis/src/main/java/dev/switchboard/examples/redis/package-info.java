/** Start with {@link dev.switchboard.examples.redis.Redis}. */
@NullMarked
package dev.switchboard.examples.redis;

import org.jspecify.annotations.NullMarked;
