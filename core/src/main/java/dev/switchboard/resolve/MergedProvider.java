package dev.switchboard.resolve;

import dev.switchboard.config.Value;

/**
 * {@code {"merged": [{"file": {}}, {"cloudMap": {}}]}}: the endpoints of all of them, see {@link
 * Resolver#merged}.
 */
public final class MergedProvider implements ResolverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public MergedProvider() {}

  @Override
  public String name() {
    return "merged";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    return Resolver.merged(NestedResolvers.ofList(settings, scope));
  }
}
