package dev.switchboard.remember;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code {"remembering": {"directory": "/var/cache/shop", "resolver": {"cloudMap": {}}}}}: a {@link
 * RememberingResolver}, around Cloud Map unless another is named, and a {@link RememberPolicy} by
 * its components.
 */
public final class RememberingProvider implements ResolverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public RememberingProvider() {}

  @Override
  public String name() {
    return "remembering";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    Section section = settings.section();
    Value directory = section.required("directory");
    Path path = directory.checked(() -> Path.of(directory.string()));
    RememberPolicy policy = section.record(RememberPolicy.defaults());
    Optional<Value> resolver = section.find("resolver");
    section.done();
    return RememberingResolver.of(scope.resolver(resolver), path, policy);
  }
}
