package dev.switchboard;

import dev.switchboard.time.TimeText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the records say of themselves: their components, defaults, and the Javadoc of each. */
final class PolicyKeys {

  /**
   * One component.
   *
   * @param nested its own defaults, if it is a record
   */
  record Key(
      String name, Type type, boolean optional, Object value, Optional<Record> nested, String doc) {

    /** The default as it would stand in a document. */
    String json() {
      return value instanceof Duration d
          ? "\"" + TimeText.of(d) + "\""
          : value instanceof Enum<?> e
              ? constant(e)
              : value instanceof Optional<?> o
                  ? o.map(v -> "\"" + v + "\"").orElse("\"none\"")
                  : "" + value;
    }

    /** As a document writes it. */
    static String constant(Enum<?> constant) {
      Matcher letter = Pattern.compile("_(.)").matcher(constant.name().toLowerCase(Locale.ROOT));
      return "\"" + letter.replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT)) + "\"";
    }

    /** The constants it may be, if it is one of some. */
    List<String> constants() {
      return value instanceof Enum<?> e
          ? Arrays.stream(e.getDeclaringClass().getEnumConstants()).map(Key::constant).toList()
          : List.of();
    }

    String typeName() {
      if (type instanceof ParameterizedType) {
        return "list of strings";
      }
      if (value instanceof Enum) {
        return constants().stream().map(c -> "`" + c + "`").collect(Collectors.joining(" or "));
      } else if (nested.isPresent()) {
        return "section";
      }
      return type == Duration.class
          ? "time"
          : type == String.class
              ? "string"
              : type == double.class
                  ? "number"
                  : type == boolean.class ? "true or false" : "whole number";
    }
  }

  private static final Map<Record, List<Key>> KNOWN = new ConcurrentHashMap<>();

  private PolicyKeys() {}

  static List<Key> of(Record defaults) {
    return KNOWN.computeIfAbsent(defaults, PolicyKeys::read);
  }

  private static List<Key> read(Record defaults) {
    List<Key> keys = new ArrayList<>();
    for (RecordComponent component : PolicyKeysTest.components(defaults)) {
      Object value = PolicyKeysTest.read(component, defaults);
      Type type = component.getGenericType();
      boolean optional = value instanceof Optional;
      Type inner = optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
      keys.add(
          new Key(
              component.getName(),
              inner,
              optional,
              value,
              value instanceof Record r ? Optional.of(r) : defaults(inner),
              doc(defaults.getClass(), component.getName())));
    }
    return keys;
  }

  private static Optional<Record> defaults(Type type) {
    try {
      return type instanceof Class<?> c && c.isRecord()
          ? Optional.of((Record) c.getMethod("defaults").invoke(null))
          : Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " has no defaults()", e);
    }
  }

  private static String doc(Class<?> type, String component) {
    String source = source(type);
    Matcher param =
        Pattern.compile("@param " + component + "\\s(.*?)(?=\\n \\* @|\\n \\*/)", Pattern.DOTALL)
            .matcher(source);
    if (!param.find()) {
      throw new AssertionError(type + " says nothing of " + component);
    }
    return param
        .group(1)
        .replaceAll("\\n \\*\\s*", " ")
        .replaceAll("\\{@(?:code|link) ([^}]*)\\}", "$1")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String source(Class<?> type) {
    try {
      return Files.readString(Path.of("src/main/java", type.getName().replace('.', '/') + ".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
