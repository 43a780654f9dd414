package dev.switchboard.resolve;

/**
 * What an alias stands for in a registry.
 *
 * @param namespace the registry's namespace, empty where a resolver has none
 * @param name the discovery name within it
 */
public record Service(String namespace, String name) {

  /** {@code namespace/name}, or the name alone where there is no namespace. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
