package dev.switchboard.endpoint;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The endpoints of a service at one time: no address twice, in an order that does not depend on the
 * registry's. Immutable.
 */
public final class EndpointSet implements Iterable<Endpoint> {

  private static final EndpointSet EMPTY = new EndpointSet(List.of());

  private static final Comparator<Endpoint> BY_ADDRESS =
      Comparator.comparing((Endpoint e) -> e.address().getHostAddress())
          .thenComparingInt(Endpoint::port);

  private final List<Endpoint> endpoints;

  private EndpointSet(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /** No endpoint at all. */
  public static EndpointSet empty() {
    return EMPTY;
  }

  /** The endpoints given; of those with the same ip:port, the one with the smallest id. */
  public static EndpointSet of(Collection<Endpoint> endpoints) {
    Map<Endpoint, Endpoint> byAddress = new TreeMap<>(BY_ADDRESS);
    for (Endpoint endpoint : endpoints) {
      byAddress.merge(endpoint, endpoint, (a, b) -> a.id().compareTo(b.id()) <= 0 ? a : b);
    }
    return new EndpointSet(List.copyOf(byAddress.values()));
  }

  /** The endpoints given, as {@link #of(Collection)}. */
  public static EndpointSet of(Endpoint... endpoints) {
    return of(List.of(endpoints));
  }

  /** The endpoints, without duplicates, ordered by address. */
  public List<Endpoint> asList() {
    return endpoints;
  }

  /** The endpoints here that are not in {@code other}, by address and id. */
  public EndpointSet minus(EndpointSet other) {
    Map<InetSocketAddress, String> there = new HashMap<>();
    other.endpoints.forEach(e -> there.put(e.socketAddress(), e.id()));
    return new EndpointSet(
        endpoints.stream().filter(e -> !e.id().equals(there.get(e.socketAddress()))).toList());
  }

  /** The addresses of all. */
  public Set<InetSocketAddress> addresses() {
    return endpoints.stream().map(Endpoint::socketAddress).collect(Collectors.toSet());
  }

  /** These endpoints, with {@code port} where the registry names none. */
  public EndpointSet withDefaultPort(int port) {
    if (endpoints.stream().allMatch(e -> e.port() != 0)) {
      return this;
    }
    return of(endpoints.stream().map(e -> e.port() == 0 ? e.withPort(port) : e).toList());
  }

  /** How many there are. */
  public int size() {
    return endpoints.size();
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return endpoints.isEmpty();
  }

  @Override
  public Iterator<Endpoint> iterator() {
    return endpoints.iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EndpointSet set && endpoints.equals(set.endpoints);
  }

  @Override
  public int hashCode() {
    return endpoints.hashCode();
  }

  @Override
  public String toString() {
    return endpoints.toString();
  }
}
