/**
 * Start with {@link dev.switchboard.okhttp.SwitchboardInterceptor}. Makes {@code
 * http://orders:8080/} work in OkHttp.
 */
@NullMarked
package dev.switchboard.okhttp;

import org.jspecify.annotations.NullMarked;
