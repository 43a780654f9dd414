package dev.switchboard.resolve;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Some services are found by resolvers of their own, the others by one for all. */
final class ResolverByName implements Resolver {

  private final Map<String, Resolver> byServiceName = new LinkedHashMap<>();
  private final Resolver otherwise;

  ResolverByName(Map<String, Resolver> byServiceName, Resolver otherwise) {
    this.otherwise = otherwise;
    byServiceName.forEach(
        (name, resolver) -> {
          if (this.byServiceName.put(name.toLowerCase(Locale.ROOT), resolver) != null) {
            throw new IllegalArgumentException(
                "the service \"" + name + "\" has two resolvers; names are compared in lower case");
          }
        });
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    return byServiceName.containsKey(host)
        ? Optional.of(named(host))
        : otherwise.serviceFor(host).map(this::routed);
  }

  @Override
  public Service service(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    return byServiceName.containsKey(key) ? named(key) : routed(otherwise.service(name));
  }

  /** A longer name may stand for one that has a resolver: {@code orders.prod} for orders. */
  private Service routed(Service service) {
    return byServiceName.containsKey(service.name()) ? named(service.name()) : service;
  }

  /** Under the name written here, so that {@link #watch} finds its resolver again. */
  private Service named(String key) {
    return new Service(behind(key).namespace(), key);
  }

  private Service behind(String key) {
    Resolver resolver = resolver(key);
    return resolver.serviceFor(key).orElseGet(() -> resolver.service(key));
  }

  private Resolver resolver(String name) {
    return byServiceName.getOrDefault(name, otherwise);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    String name = service.name();
    Service known = byServiceName.containsKey(name) ? behind(name) : service;
    return resolver(name).watch(known, observer, context);
  }

  @Override
  public void close() {
    Set<Resolver> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(byServiceName.values());
    all.add(otherwise);
    all.forEach(Resolver::close);
  }
}
