package dev.switchboard.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses may be called at all, whatever a registry says: who can write to a registry must
 * not be able to point an application at its own host's secrets. Never allowed are unspecified,
 * multicast, broadcast and link-local addresses, and with those the metadata and credential
 * endpoints of AWS (169.254.169.254, 169.254.170.2, fd00:ec2::254), nor IPv6 addresses in which
 * such an IPv4 address is embedded.
 *
 * @param loopback whether this host itself may be called; default no, for tests yes
 * @param allowed the only ranges that may be called; default empty, which is all
 */
public record EndpointGuard(boolean loopback, List<Cidr> allowed) {

  private static final EndpointGuard DEFAULTS = new EndpointGuard(false, List.of());

  private static final Cidr THIS_NETWORK = Cidr.parse("0.0.0.0/8");
  private static final Cidr BROADCAST = Cidr.parse("255.255.255.255/32");

  /** Amazon's own services inside a VPC: instance metadata, DNS, time. */
  private static final Cidr AWS_LOCAL = Cidr.parse("fd00:ec2::/32");

  /**
   * Ranges of IPv6 that stand for IPv4 addresses: compatible, translated (RFC 7915), NAT64, local
   * NAT64 (RFC 8215), 6to4.
   */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(Cidr.parse("::/96"), 12),
          new Embedding(Cidr.parse("::ffff:0:0:0/96"), 12),
          new Embedding(Cidr.parse("64:ff9b::/96"), 12),
          new Embedding(Cidr.parse("64:ff9b:1::/48"), 12),
          new Embedding(Cidr.parse("2002::/16"), 2));

  /** Where in the addresses of a range the IPv4 address begins. */
  private record Embedding(Cidr range, int offset) {

    InetAddress addressIn(InetAddress address) {
      try {
        return InetAddress.getByAddress(
            Arrays.copyOfRange(address.getAddress(), offset, offset + 4));
      } catch (UnknownHostException e) {
        throw new AssertionError(e); // four bytes are an address
      }
    }
  }

  /** Copies the list. */
  public EndpointGuard {
    allowed = List.copyOf(allowed);
  }

  /** Everything but this host and what is never allowed. */
  public static EndpointGuard defaults() {
    return DEFAULTS;
  }

  /** This guard, with or without loopback. */
  public EndpointGuard withLoopback(boolean allow) {
    return new EndpointGuard(allow, allowed);
  }

  /** This guard with these ranges and no others; none for all. */
  public EndpointGuard withAllowed(List<Cidr> ranges) {
    return new EndpointGuard(loopback, ranges);
  }

  /** Why the address may not be called, empty if it may. */
  public Optional<String> refuses(InetAddress address) {
    return Optional.ofNullable(reason(address))
        .or(() -> Optional.ofNullable(allows(address) ? null : "in none of " + allowed))
        .map(reason -> "has the address " + address.getHostAddress() + ", which is " + reason);
  }

  private boolean allows(InetAddress address) {
    return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
  }

  private @Nullable String reason(InetAddress address) {
    if (address.isAnyLocalAddress() || THIS_NETWORK.contains(address)) {
      return "no address of a host";
    }
    if (address.isLoopbackAddress()) {
      return loopback
          ? null
          : "this host itself; for tests allow it: .allowLoopback() in the program, \"resolution\":"
              + " {\"guard\": {\"loopback\": true}} in a configuration";
    }
    if (address.isLinkLocalAddress() || AWS_LOCAL.contains(address)) {
      return "link-local, as the metadata and credentials of AWS are; it is never called";
    }
    if (address.isMulticastAddress() || BROADCAST.contains(address)) {
      return "an address of many hosts; it is never called";
    }
    for (Embedding embedding : EMBEDDINGS) {
      if (embedding.range.contains(address)) {
        return reason(embedding.addressIn(address));
      }
    }
    return null;
  }
}
