package dev.switchboard.file;

import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a document says of endpoints. Immutable.
 *
 * @param source what messages call the document
 * @param services the endpoints of each service that has any listed, by its name in lower case
 * @param hosts the service of each dnsName
 */
record Contents(String source, Map<String, EndpointSet> services, Map<String, String> hosts) {

  static Contents of(Document document) {
    Map<String, EndpointSet> services = new LinkedHashMap<>();
    Map<String, String> hosts = new LinkedHashMap<>();
    for (ServiceEntry entry : ServiceEntry.all(document)) {
      entry
          .endpoints()
          .ifPresent(
              endpoints -> {
                services.put(entry.name().toLowerCase(Locale.ROOT), EndpointSet.of(endpoints));
                for (Alias alias : entry.aliases()) {
                  hosts.putIfAbsent(alias.host(), entry.name());
                }
              });
    }
    return new Contents(document.name(), services, hosts);
  }

  Optional<String> serviceFor(String host) {
    return Optional.ofNullable(hosts.get(host));
  }

  /**
   * Tells the answer for one service.
   *
   * @param isNews whether the observer does not know it yet
   * @param isOld whether it was read once, and what is there now cannot be
   */
  void tell(String service, Resolver.Observer observer, boolean isNews, boolean isOld) {
    EndpointSet endpoints = services.get(service);
    if (endpoints == null) {
      if (isNews) {
        observer.onError(unknown(service));
      }
    } else if (isNews || (endpoints.isEmpty() && !isOld)) { // an empty answer wants repeating
      observer.onResolution(Resolution.of(endpoints));
    } else if (!isOld) {
      observer.onUnchanged();
    }
  }

  private ResolutionError unknown(String service) {
    return new ResolutionError(
        ResolutionError.Kind.UNKNOWN_SERVICE,
        source
            + " has no \"endpoints\" for a service \""
            + Printable.of(service)
            + "\"; it has them for "
            + (services.isEmpty() ? "none" : Printable.of(String.join(", ", services.keySet()))));
  }
}
