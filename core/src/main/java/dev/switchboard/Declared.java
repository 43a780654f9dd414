package dev.switchboard;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.Service;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Which aliases are declared, with which policies. Immutable.
 *
 * @param defaults for aliases that are not declared
 * @param aliases the policy of each that is
 */
record Declared(AliasPolicy defaults, Map<Alias, AliasPolicy> aliases) {

  Declared {
    aliases = Map.copyOf(aliases);
    defaults.call().requireConsistent();
    aliases.forEach(Declared::requireConsistent);
  }

  private static void requireConsistent(Alias alias, AliasPolicy policy) {
    try {
      policy.call().requireConsistent();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(alias + ": " + e.getMessage(), e);
    }
  }

  boolean has(Alias alias) {
    return aliases.containsKey(alias);
  }

  AliasPolicy policy(Alias alias) {
    return aliases.getOrDefault(alias, defaults);
  }

  /** These, and those of {@code before} that are no longer declared. */
  Declared andStill(Declared before) {
    Map<Alias, AliasPolicy> all = new LinkedHashMap<>(before.aliases);
    all.putAll(aliases);
    return new Declared(defaults, all);
  }

  /**
   * The policy of each service. Health belongs to a service, so its aliases must agree on when an
   * endpoint is bad.
   */
  Map<Service, OutlierPolicy> outlierPolicies(Function<Alias, Service> services) {
    Map<Service, Alias> first = new LinkedHashMap<>();
    Map<Service, OutlierPolicy> policies = new LinkedHashMap<>();
    aliases.forEach(
        (alias, policy) -> {
          Service service = services.apply(alias);
          Alias other = first.putIfAbsent(service, alias);
          OutlierPolicy known = policies.putIfAbsent(service, policy.outlier());
          if (known != null && !known.equals(policy.outlier())) {
            throw new IllegalArgumentException(
                "the aliases "
                    + other
                    + " and "
                    + alias
                    + " of service "
                    + service
                    + " have different outlier policies. Health belongs to the service: give them"
                    + " the same. They differ in "
                    + String.join(", ", Differences.between(known, policy.outlier())));
          }
        });
    return Map.copyOf(policies);
  }
}
