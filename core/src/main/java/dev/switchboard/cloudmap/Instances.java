package dev.switchboard.cloudmap;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.IpAddress;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolution;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.servicediscovery.model.HttpInstanceSummary;

/**
 * Reads the instances of an answer, leniently: what cannot be used is skipped with a reason, never
 * fatal. Attribute names are compared without regard to case.
 *
 * @param preferIpv6 which address an instance with both is called at
 * @param filter which instances are wanted; the others are as if they were not listed
 * @param weights where an instance's weight stands
 */
record Instances(boolean preferIpv6, InstanceFilter filter, Weights weights) {

  private static final String IPV4 = "AWS_INSTANCE_IPV4";
  private static final String IPV6 = "AWS_INSTANCE_IPV6";
  private static final String PORT = "AWS_INSTANCE_PORT";

  /** Plain service discovery writes the first; Service Connect is said to write the second. */
  private static final List<String> ZONES = List.of("AVAILABILITY_ZONE", "AvailabilityZone");

  Resolution read(List<HttpInstanceSummary> instances) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<Resolution.Skipped> skipped = new ArrayList<>();
    Map<InetSocketAddress, String> seen = new HashMap<>();
    List<HttpInstanceSummary> ordered = new ArrayList<>(instances);
    ordered.sort(Comparator.comparing(Instances::id));
    int unwanted = 0;
    for (HttpInstanceSummary instance : ordered) {
      String id = Printable.of(id(instance));
      Map<String, String> attributes = attributes(instance);
      if (!filter.accepts(attributes)) {
        unwanted++;
        continue;
      }
      try {
        Endpoint endpoint = read(id, attributes);
        String other = seen.putIfAbsent(endpoint.socketAddress(), id);
        if (other == null) {
          endpoints.add(endpoint);
        } else {
          skipped.add(
              new Resolution.Skipped(id, "has the address " + endpoint + " of instance " + other));
        }
      } catch (IllegalArgumentException e) {
        skipped.add(new Resolution.Skipped(id, String.valueOf(e.getMessage())));
      }
    }
    if (endpoints.isEmpty() && unwanted > 0) {
      skipped.add(0, allOf(unwanted));
    }
    return new Resolution(EndpointSet.of(endpoints), skipped);
  }

  /** One for all of them: as long as anything is left, they are nobody's concern. */
  private Resolution.Skipped allOf(int unwanted) {
    return new Resolution.Skipped(
        unwanted + " instances",
        "are not what the resolver was told to use: " + Printable.of(filter.toString()));
  }

  private static String id(HttpInstanceSummary instance) {
    return instance.instanceId() == null ? "" : instance.instanceId();
  }

  private static Map<String, String> attributes(HttpInstanceSummary instance) {
    Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    instance
        .attributes()
        .forEach(
            (name, value) -> {
              if (value != null) {
                attributes.put(name, value);
              }
            });
    return attributes;
  }

  private Endpoint read(String id, Map<String, String> attributes) {
    String first = attributes.get(preferIpv6 ? IPV6 : IPV4);
    String ip = first != null ? first : attributes.get(preferIpv6 ? IPV4 : IPV6);
    if (ip == null) {
      throw new IllegalArgumentException(
          "has no address; register it with " + IPV4 + " or " + IPV6);
    }
    String zone = "";
    for (String name : ZONES) {
      zone = attributes.getOrDefault(name, zone);
    }
    return new Endpoint(
        id,
        IpAddress.parse(ip),
        port(attributes.get(PORT)),
        zone,
        weights.of(id, attributes),
        attributes);
  }

  private static int port(@Nullable String text) {
    if (text == null) {
      return 0;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(
        PORT
            + " is \""
            + Printable.of(text)
            + "\"; register it with a number between 1 and 65535, or with none to use the alias's"
            + " port");
  }
}
