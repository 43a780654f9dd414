package dev.switchboard.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * One address that can be called. Immutable.
 *
 * @param id what the registry calls it (in Cloud Map the instance id, for ECS the task id)
 * @param address its IP address
 * @param port 1 to 65535, or 0 where the registry names none and the alias's own port is dialed
 * @param zone its availability zone, empty if not known
 * @param weight its share of the traffic relative to the others', 0 to 1,000,000; 0 gets none
 *     unless all have 0; 1 where the registry says nothing
 * @param attributes everything the registry says of it
 */
public record Endpoint(
    String id,
    InetAddress address,
    int port,
    String zone,
    int weight,
    Map<String, String> attributes) {

  private static final int MAX_WEIGHT = 1_000_000;

  /**
   * Copies the attributes and checks the numbers.
   *
   * @throws IllegalArgumentException if {@code port} is outside 0 to 65535, or {@code weight} 0 to
   *     1,000,000
   */
  public Endpoint {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "the port of an endpoint must be between 0 and 65535, but is " + port);
    }
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "the weight of an endpoint must be between 0 and " + MAX_WEIGHT + ", but is " + weight);
    }
    attributes = Map.copyOf(attributes);
  }

  /**
   * An endpoint known by its address alone, with {@code ip:port} for its id.
   *
   * @param ip an IPv4 or IPv6 address, no name
   * @throws IllegalArgumentException if {@code ip} is no IP address or {@code port} is outside 0 to
   *     65535
   */
  public static Endpoint of(String ip, int port) {
    InetAddress address = IpAddress.parse(ip);
    return new Endpoint(authority(address, port), address, port, "", 1, Map.of());
  }

  /** This endpoint under another id. */
  public Endpoint withId(String newId) {
    return new Endpoint(newId, address, port, zone, weight, attributes);
  }

  /** This endpoint at another port. */
  public Endpoint withPort(int newPort) {
    return new Endpoint(id, address, newPort, zone, weight, attributes);
  }

  /** This endpoint in another zone. */
  public Endpoint withZone(String newZone) {
    return new Endpoint(id, address, port, newZone, weight, attributes);
  }

  /** This endpoint with another weight. */
  public Endpoint withWeight(int newWeight) {
    return new Endpoint(id, address, port, zone, newWeight, attributes);
  }

  /** This endpoint with other attributes. */
  public Endpoint withAttributes(Map<String, String> newAttributes) {
    return new Endpoint(id, address, port, zone, weight, newAttributes);
  }

  /** What health is kept by: two endpoints of a service with the same ip:port are the same. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  /** {@code ip:port}, with IPv6 in brackets. */
  public String authority() {
    return authority(address, port);
  }

  private static String authority(InetAddress address, int port) {
    String ip = address.getHostAddress();
    return (address instanceof Inet6Address ? "[" + ip + "]" : ip) + ":" + port;
  }

  @Override
  public String toString() {
    return authority();
  }
}
