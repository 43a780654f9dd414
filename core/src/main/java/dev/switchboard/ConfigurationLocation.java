package dev.switchboard;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.config.Location;
import dev.switchboard.endpoint.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a configuration is. */
final class ConfigurationLocation {

  static final String PROPERTY = "switchboard.config";
  static final String VARIABLE = "SWITCHBOARD_CONFIG";
  private static final String CLASS_PATH = "classpath:";
  private static final String USUAL = CLASS_PATH + "switchboard.json";

  private ConfigurationLocation() {}

  /** Where the application's own is. */
  static String find(
      UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment) {
    return Optional.ofNullable(properties.apply(PROPERTY))
        .or(() -> Optional.ofNullable(environment.apply(VARIABLE)))
        .orElse(USUAL);
  }

  static Document document(String location) {
    if (location.startsWith(CLASS_PATH)) {
      return resource(location);
    }
    try {
      return Document.read(Path.of(location));
    } catch (InvalidPathException e) {
      throw none(location, "this is no path: " + Printable.of(String.valueOf(e.getMessage())), e);
    }
  }

  private static Document resource(String location) {
    try (InputStream in = open(location.substring(CLASS_PATH.length()))) {
      if (in == null) {
        throw none(
            location,
            "there is no such resource. Name a configuration by the system property "
                + PROPERTY
                + " or the environment variable "
                + VARIABLE
                + ", or put a switchboard.json on the class path",
            null);
      }
      return Document.of(location, in.readAllBytes());
    } catch (IOException e) {
      throw none(location, "it cannot be read: " + Printable.of(String.valueOf(e)), e);
    }
  }

  private static @Nullable InputStream open(String name) {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    InputStream in = ofThread == null ? null : ofThread.getResourceAsStream(name);
    return in == null ? ConfigurationLocation.class.getClassLoader().getResourceAsStream(name) : in;
  }

  private static ConfigException none(String location, String why, @Nullable Exception cause) {
    return new ConfigException(new Location(Printable.of(location), 1, 1), "", why, cause);
  }
}
