/**
 * Start with {@link dev.switchboard.dns.DnsResolver}. Endpoints from DNS. The only package that
 * needs dnsjava, which an application that uses it depends on itself.
 */
@NullMarked
package dev.switchboard.dns;

import org.jspecify.annotations.NullMarked;
