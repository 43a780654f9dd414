/**
 * Start with {@link dev.switchboard.upstream.Upstream}: one alias at run time. All changes of a
 * service's state run one after the other in its lane, and each publishes a new immutable view;
 * callers only read views.
 */
@NullMarked
package dev.switchboard.upstream;

import org.jspecify.annotations.NullMarked;
