package dev.switchboard.resolve;

import dev.switchboard.config.Value;
import java.util.ArrayList;
import java.util.List;

/** Makes the resolvers within another: all, or none is left open. */
final class NestedResolvers {

  private NestedResolvers() {}

  static List<Resolver> of(List<Value> nested, ResolverProvider.Scope scope) {
    List<Resolver> made = new ArrayList<>();
    try {
      for (Value value : nested) {
        made.add(scope.resolver(value));
      }
      return made;
    } catch (RuntimeException e) {
      made.forEach(Resolver::close);
      throw e;
    }
  }

  /** Those of a list, of which there is at least one. */
  static Resolver[] ofList(Value settings, ResolverProvider.Scope scope) {
    List<Value> nested = settings.list();
    if (nested.isEmpty()) {
      throw settings.error("the list is empty; name at least one resolver in it");
    }
    return of(nested, scope).toArray(Resolver[]::new);
  }
}
