package dev.switchboard.config;

import org.jspecify.annotations.Nullable;

/**
 * A document that cannot be used. The message is {@code source:line:column: path: what is wrong and
 * what to write instead}.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Location location;

  /**
   * Something is wrong there.
   *
   * @param path which value, such as {@code services[1].call}; empty for the document as a whole
   */
  public ConfigException(Location location, String path, String problem) {
    this(location, path, problem, null);
  }

  /** As {@link #ConfigException(Location, String, String)}, because of {@code cause}. */
  public ConfigException(
      Location location, String path, String problem, @Nullable Throwable cause) {
    super(location + ": " + (path.isEmpty() ? "" : path + ": ") + problem, cause);
    this.location = location;
  }

  /** Where it is wrong. Lost when the exception is serialized. */
  public Location location() {
    return location;
  }
}
