package dev.switchboard;

import dev.switchboard.config.Document;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** Makes the resolver a document asks for, by the providers that are there. */
final class Resolvers implements ResolverProvider.Scope {

  private static final String BY_DEFAULT = "{\"cloudMap\": {}}";

  private final Document document;
  private final Optional<String> namespace;
  private final Map<String, ResolverProvider> providers = new TreeMap<>();

  Resolvers(Document document, Optional<String> namespace) {
    this.document = document;
    this.namespace = namespace;
    // Not the thread's class loader, which on threads of pools is often the wrong one.
    ServiceLoader.load(ResolverProvider.class, ResolverProvider.class.getClassLoader())
        .forEach(provider -> providers.put(provider.name(), provider));
  }

  /** The one that {@code "resolver"} describes, or the usual one if there is no such key. */
  @Override
  public Resolver resolver(Optional<Value> described) {
    return resolver(
        described.orElseGet(
            () ->
                Document.of(document.name(), BY_DEFAULT.getBytes(StandardCharsets.UTF_8))
                    .root()
                    .value()));
  }

  @Override
  public Resolver resolver(Value nested) {
    Section section = nested.section();
    Set<String> keys = section.keys();
    if (keys.size() != 1) {
      throw nested.error(
          "a resolver has one key, its name, but this has "
              + keys.size()
              + ". Known: "
              + String.join(", ", providers.keySet()));
    }
    String name = keys.iterator().next();
    Value settings = section.required(name);
    ResolverProvider provider = providers.get(name);
    if (provider == null) {
      throw settings.unknown("resolver", name, providers.keySet());
    }
    return provider.create(settings, this);
  }

  @Override
  public Document document() {
    return document;
  }

  @Override
  public Optional<String> namespace() {
    return namespace;
  }
}
