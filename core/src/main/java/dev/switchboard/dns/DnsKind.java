package dev.switchboard.dns;

/**
 * Which records say where a service is.
 *
 * @param isSrv SRV, which name ports; otherwise A, or AAAA where there is no A
 * @param port of endpoints found by address; 0 for the alias's own
 */
record DnsKind(boolean isSrv, int port) {}
