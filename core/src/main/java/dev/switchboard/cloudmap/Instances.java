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
 */
final class Instances {

  private static final String IPV4 = "AWS_INSTANCE_IPV4";
  private static final String IPV6 = "AWS_INSTANCE_IPV6";
  private static final String PORT = "AWS_INSTANCE_PORT";

  /** Plain service discovery writes the first; Service Connect is said to write the second. */
  private static final List<String> ZONES = List.of("AVAILABILITY_ZONE", "AvailabilityZone");

  private Instances() {}

  static Resolution read(List<HttpInstanceSummary> instances) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<Resolution.Skipped> skipped = new ArrayList<>();
    Map<InetSocketAddress, String> seen = new HashMap<>();
    List<HttpInstanceSummary> ordered = new ArrayList<>(instances);
    ordered.sort(Comparator.comparing(Instances::id));
    for (HttpInstanceSummary instance : ordered) {
      String id = Printable.of(id(instance));
      try {
        Endpoint endpoint = read(id, instance);
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
    return new Resolution(EndpointSet.of(endpoints), skipped);
  }

  private static String id(HttpInstanceSummary instance) {
    return instance.instanceId() == null ? "" : instance.instanceId();
  }

  private static Endpoint read(String id, HttpInstanceSummary instance) {
    Map<String, String> attributes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    instance
        .attributes()
        .forEach(
            (name, value) -> {
              if (value != null) {
                attributes.put(name, value);
              }
            });
    String ip = attributes.getOrDefault(IPV4, attributes.get(IPV6));
    if (ip == null) {
      throw new IllegalArgumentException(
          "has no address; register it with " + IPV4 + " or " + IPV6);
    }
    String zone = "";
    for (String name : ZONES) {
      zone = attributes.getOrDefault(name, zone);
    }
    return new Endpoint(id, IpAddress.parse(ip), port(attributes.get(PORT)), zone, 1, attributes);
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
