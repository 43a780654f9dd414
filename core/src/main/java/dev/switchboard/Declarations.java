package dev.switchboard;

import dev.switchboard.endpoint.Alias;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a program declares, on top of what a document does: kept as the changes they are, so that
 * they can be made again when the document is another.
 */
final class Declarations {

  private final Map<Alias, UnaryOperator<AliasPolicy>> changes = new LinkedHashMap<>();
  private UnaryOperator<AliasPolicy> defaults = UnaryOperator.identity();

  void defaults(UnaryOperator<AliasPolicy> change) {
    Objects.requireNonNull(change, "change");
    UnaryOperator<AliasPolicy> before = defaults;
    defaults = policy -> change.apply(before.apply(policy));
  }

  /** The alias, unless it was declared already. */
  boolean add(Alias alias, UnaryOperator<AliasPolicy> change) {
    return changes.putIfAbsent(alias, change) == null;
  }

  /** The document's, if there is one, changed by the program's. */
  Declared over(@Nullable Configuration document) {
    AliasPolicy common =
        defaults.apply(document == null ? AliasPolicy.defaults() : document.defaults());
    Map<Alias, AliasPolicy> policies = new LinkedHashMap<>();
    if (document != null) {
      document.aliases().forEach((alias, service) -> policies.put(alias, service.over(common)));
    }
    changes.forEach(
        (alias, change) -> {
          AliasPolicy base = policies.getOrDefault(alias, common);
          policies.put(
              alias,
              Objects.requireNonNull(
                  change.apply(base), () -> "the settings of " + alias + " are null"));
        });
    return new Declared(common, policies);
  }
}
