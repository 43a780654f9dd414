package dev.switchboard.resolve;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code {"byName": {"mysql": {"file": {}}, "*": {"cloudMap": {}}}}}: a resolver for each service
 * that is named, and with {@code *} one for all others, see {@link Resolver#byName}.
 */
public final class ByNameProvider implements ResolverProvider {

  private static final String OTHERS = "*";

  /** For {@link java.util.ServiceLoader}. */
  public ByNameProvider() {}

  @Override
  public String name() {
    return "byName";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    Section section = settings.section();
    section.required(OTHERS);
    List<String> names = new ArrayList<>(section.keys());
    List<Resolver> made = NestedResolvers.of(names.stream().map(section::required).toList(), scope);
    Map<String, Resolver> byName = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), made.get(i));
    }
    Resolver others = Objects.requireNonNull(byName.remove(OTHERS));
    try {
      return settings.checked(() -> Resolver.byName(byName, others));
    } catch (RuntimeException e) {
      made.forEach(Resolver::close);
      throw e;
    }
  }
}
