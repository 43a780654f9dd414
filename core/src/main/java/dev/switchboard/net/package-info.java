/**
 * Start with {@link dev.switchboard.net.SwitchboardSocketFactory}: aliases as sockets, for
 * libraries that take a socket factory. Adapters count what goes through theirs with {@link
 * dev.switchboard.net.CountedSocket}.
 */
@NullMarked
package dev.switchboard.net;

import org.jspecify.annotations.NullMarked;
