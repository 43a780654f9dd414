package dev.switchboard.resolve;

import dev.switchboard.endpoint.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Several resolvers as one, by what they call a service: a name means the same in all of them. */
final class CombinedResolver implements Resolver {

  /** A resolver that lacks a service says so by an exception, too dear for every call. */
  private static final int MAX_REMEMBERED = 1000;

  private final Combination combination;
  private final List<Resolver> resolvers;
  private final Map<String, Service> services = new ConcurrentHashMap<>();

  CombinedResolver(Combination combination, List<Resolver> resolvers) {
    if (resolvers.isEmpty()) {
      throw new IllegalArgumentException("there is no resolver to combine; give at least one");
    }
    this.combination = combination;
    this.resolvers = resolvers;
  }

  /**
   * A resolver that has the service.
   *
   * @param label how messages name it
   */
  record Candidate(Resolver resolver, Service service, String label) {}

  @Override
  public Optional<Service> serviceFor(String host) {
    return resolvers.stream()
        .flatMap(resolver -> resolver.serviceFor(host).stream())
        .findFirst()
        .map(claimed -> service(claimed.name()));
  }

  @Override
  public Service service(String name) {
    Service known = services.get(name);
    if (known != null) {
      return known;
    }
    String namespaces =
        candidates(name).stream()
            .map(candidate -> candidate.service().namespace())
            .filter(namespace -> !namespace.isEmpty())
            .distinct()
            .collect(Collectors.joining("+"));
    Service service = new Service(namespaces, name);
    if (services.size() < MAX_REMEMBERED) {
      services.put(name, service);
    }
    return service;
  }

  private List<Candidate> candidates(String name) {
    List<Candidate> candidates = new ArrayList<>();
    StringBuilder refusals = new StringBuilder();
    for (int i = 0; i < resolvers.size(); i++) {
      Resolver resolver = resolvers.get(i);
      try {
        Service service = resolver.service(name);
        String which = "source " + (i + 1) + " of " + resolvers.size();
        String what = resolver.getClass().getSimpleName() + " for " + service;
        candidates.add(new Candidate(resolver, service, which + " (" + Printable.of(what) + ")"));
      } catch (IllegalArgumentException e) {
        refusals.append(refusals.isEmpty() ? ": " : "; ").append(e.getMessage());
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "no source has a service \"" + Printable.of(name) + "\"" + refusals);
    }
    return candidates;
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    CombinedWatch watch =
        new CombinedWatch(combination, candidates(service.name()), observer, context);
    watch.start();
    return watch;
  }

  @Override
  public void close() {
    resolvers.forEach(Resolver::close);
  }
}
