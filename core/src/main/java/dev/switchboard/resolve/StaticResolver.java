package dev.switchboard.resolve;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Services whose endpoints are written down in the program and never change. Claims the hosts it
 * was given and no other.
 *
 * <pre>{@code
 * Resolver resolver = StaticResolver.of(Map.of("orders",
 *     List.of(Endpoint.of("10.0.1.5", 8080), Endpoint.of("10.0.2.7", 8080))));
 * }</pre>
 */
public final class StaticResolver implements Resolver {

  private final Map<String, EndpointSet> services = new LinkedHashMap<>();

  private StaticResolver(Map<String, ? extends Collection<Endpoint>> services) {
    services.forEach(
        (name, endpoints) ->
            this.services.put(name.toLowerCase(Locale.ROOT), EndpointSet.of(endpoints)));
  }

  /** A resolver of these services, by name. */
  public static StaticResolver of(Map<String, ? extends Collection<Endpoint>> services) {
    return new StaticResolver(services);
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    return services.containsKey(host) ? Optional.of(service(host)) : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it was not given a service of this name
   */
  @Override
  public Service service(String name) {
    String known = name.toLowerCase(Locale.ROOT);
    if (!services.containsKey(known)) {
      throw new IllegalArgumentException(
          "the static resolver has no service \"" + name + "\"; it has " + services.keySet());
    }
    return new Service("", known);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    observer.onResolution(
        Resolution.of(services.getOrDefault(service.name(), EndpointSet.empty())));
    return NOTHING_TO_WATCH;
  }

  @Override
  public void close() {}

  private static final Watch NOTHING_TO_WATCH =
      new Watch() {
        @Override
        public void refresh() {}

        @Override
        public void close() {}
      };
}
