package dev.switchboard.resolve;

import dev.switchboard.config.Document;
import dev.switchboard.config.Value;
import java.util.Optional;

/**
 * Makes resolvers for documents that ask for them: {@code "resolver": {"<name>": <settings>}}.
 *
 * <p>Found by {@link java.util.ServiceLoader} with the class loader that loaded Switchboard. A
 * provider is registered in {@code META-INF/services/dev.switchboard.resolve.ResolverProvider} or
 * by {@code provides} in {@code module-info}, and has a public constructor without parameters.
 */
public interface ResolverProvider {

  /** What documents call it, in lower camel case, such as {@code cloudMap}. */
  String name();

  /**
   * A new resolver. Called when a {@code Switchboard} is built.
   *
   * @param settings an object, or whatever this kind of resolver wants
   * @throws dev.switchboard.config.ConfigException if the settings are wrong
   */
  Resolver create(Value settings, Scope scope);

  /** What the settings of a resolver stand in. */
  interface Scope {

    /** The whole document. */
    Document document();

    /** The document's {@code namespace}, for a resolver whose settings name none. */
    Optional<String> namespace();

    /**
     * A resolver within this one, for those that are made of others.
     *
     * @param nested {@code {"<name>": <settings>}}
     * @throws dev.switchboard.config.ConfigException if it is no such thing
     */
    Resolver resolver(Value nested);

    /**
     * A resolver within this one, or the usual one if none is named.
     *
     * @param nested {@code {"<name>": <settings>}}
     * @throws dev.switchboard.config.ConfigException if it is no such thing
     */
    Resolver resolver(Optional<Value> nested);
  }
}
