package dev.switchboard.jdbc;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** What is set for a connection in its URL, or beside it, as names and values. */
final class Parameters {

  private Parameters() {}

  /** Of what follows host and port in a URL; one without a value has an empty one. */
  static Map<String, String> ofUrl(String afterPort) {
    Map<String, String> parameters = new LinkedHashMap<>();
    int query = afterPort.indexOf('?');
    if (query >= 0) {
      for (String parameter : afterPort.substring(query + 1).split("[&#]", -1)) {
        int equals = parameter.indexOf('=');
        String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
        String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        parameters.put(name, value);
      }
    }
    return parameters;
  }

  /** Drivers decode names too, and forgive spaces around them. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException e) { // a % that begins nothing
      return text.strip();
    }
  }

  /** Of properties, with their defaults, and with what is no string. */
  static Map<String, String> of(Properties properties) {
    Map<String, String> parameters = new LinkedHashMap<>();
    properties.forEach((name, value) -> parameters.put(name.toString(), value.toString()));
    properties
        .stringPropertyNames()
        .forEach(name -> parameters.put(name, properties.getProperty(name)));
    return parameters;
  }
}
