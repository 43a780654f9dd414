/**
 * Start with {@link dev.switchboard.cloudmap.CloudMapResolver}. Endpoints from AWS Cloud Map. The
 * only package that needs the AWS SDK.
 */
@NullMarked
package dev.switchboard.cloudmap;

import org.jspecify.annotations.NullMarked;
