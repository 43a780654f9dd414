package dev.switchboard.file;

import dev.switchboard.config.Document;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of a document's {@code services}, in the words of ECS Service Connect: its name, what clients
 * dial for it and, unless a registry knows them, its endpoints.
 *
 * @param name {@code discoveryName}, or else {@code portName}
 * @param aliases {@code clientAliases}: {@code dnsName}, or else {@code <name>.<namespace>}, and
 *     {@code port}
 * @param endpoints where it is, if the document says so
 */
public record ServiceEntry(String name, List<Alias> aliases, Optional<List<Endpoint>> endpoints) {

  /** Copies the lists. */
  public ServiceEntry {
    aliases = List.copyOf(aliases);
    endpoints = endpoints.map(List::copyOf);
  }

  /**
   * Reads one, and leaves the keys it does not know to others.
   *
   * @param namespace the name of the document's
   * @throws dev.switchboard.config.ConfigException if it is malformed
   */
  public static ServiceEntry read(Section section, Optional<String> namespace) {
    Optional<String> portName = section.string("portName");
    Optional<String> discoveryName = section.string("discoveryName");
    String name =
        discoveryName
            .or(() -> portName)
            .orElseGet(() -> section.required("discoveryName").string());
    List<Alias> aliases = new ArrayList<>();
    section.list("clientAliases").forEach(alias -> aliases.add(alias(alias, name, namespace)));
    return new ServiceEntry(
        name,
        aliases,
        section.find("endpoints").map(list -> list.list().stream().map(ServiceEntry::of).toList()));
  }

  /** The name of a document's namespace, which an ARN does not tell. */
  public static Optional<String> namespaceName(Section root) {
    return root.string("namespace")
        .filter(name -> !name.startsWith("arn:"))
        .or(
            () ->
                root.section("resolver")
                    .flatMap(resolver -> resolver.section("cloudMap"))
                    .flatMap(cloudMap -> cloudMap.string("namespaceName")));
  }

  /**
   * Reads the services of a document for their endpoints, whatever else it says of them.
   *
   * @throws dev.switchboard.config.ConfigException if one is malformed
   */
  static List<ServiceEntry> all(Document document) {
    Section root = document.root();
    Optional<String> namespace = namespaceName(root);
    List<ServiceEntry> entries = new ArrayList<>();
    for (Value value : root.list("services")) {
      Section section = value.section();
      entries.add(read(section, namespace));
      section.ignore("timeout", "ingressPortOverride", "tls", "call", "outlier", "balancer").done();
    }
    root.ignore("$schema", "enabled", "logConfiguration", "accessLogConfiguration")
        .ignore("defaults", "resolution", "resolver")
        .ignore("zone", "ownService", "onlyDeclaredAliases")
        .done();
    return entries;
  }

  private static Alias alias(Value value, String name, Optional<String> namespace) {
    Section section = value.section();
    Value port = section.required("port");
    Optional<Value> dnsName = section.find("dnsName");
    section.ignore("testTrafficRules").done();
    String host =
        dnsName
            .map(Value::string)
            .or(() -> namespace.map(n -> name + "." + n))
            .orElseThrow(
                () ->
                    value.error(
                        "the alias has no \"dnsName\", and the document no \"namespace\" by name"
                            + " to make one of; write what clients dial, such as \"dnsName\":"
                            + " \"orders\", or the name: \"resolver\": {\"cloudMap\":"
                            + " {\"namespaceName\": \"prod\"}}"));
    if (host.indexOf(':') >= 0) {
      throw dnsName
          .orElse(port)
          .error("must be the host alone, such as \"orders\"; its port goes into \"port\"");
    }
    boolean isPortWrong = Alias.of("any", port.integer()).isEmpty();
    return (isPortWrong ? port : dnsName.orElse(port))
        .checked(() -> new Alias(host, port.integer()));
  }

  private static Endpoint of(Value value) {
    Section section = value.section();
    Value address = section.required("address");
    int port = section.integer("port", 0);
    Endpoint plain =
        value.checked(() -> address.checked(() -> Endpoint.of(address.string(), port)));
    Endpoint endpoint =
        plain
            .withId(section.string("id", plain.id()))
            .withZone(section.string("zone", ""))
            .withAttributes(section.strings("attributes"));
    int weight = section.integer("weight", 1);
    section.done();
    return value.checked(() -> endpoint.withWeight(weight));
  }
}
