package dev.switchboard.resolve;

import dev.switchboard.config.Value;

/**
 * {@code {"firstOf": [{"file": {}}, {"cloudMap": {}}]}}: the first that has endpoints, see {@link
 * Resolver#firstOf}.
 */
public final class FirstOfProvider implements ResolverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public FirstOfProvider() {}

  @Override
  public String name() {
    return "firstOf";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    return Resolver.firstOf(NestedResolvers.ofList(settings, scope));
  }
}
