package dev.switchboard.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a section's values into a record. Because every policy is a record with defaults, whatever
 * the program can set can be set in a document, by the same name and within the same bounds.
 */
final class RecordBinder {

  private static final String NONE = "none";

  private RecordBinder() {}

  static <R extends Record> R bind(Section section, R defaults) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Object before = read(component, defaults);
      values[i] =
          isForProgramsOnly(component)
              ? before
              : section
                  .find(component.getName())
                  .map(value -> convert(value, component.getGenericType(), before))
                  .orElse(before);
    }
    return make(section, type, components, values);
  }

  /** An object of resilience4j, with its predicates, cannot be written down. */
  private static boolean isForProgramsOnly(RecordComponent component) {
    return component.getType() == Optional.class
        && component.getGenericType().getTypeName().contains("<io.github.resilience4j.");
  }

  private static Object convert(Value value, Type type, @Nullable Object before) {
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      Type inner = optional.getActualTypeArguments()[0];
      return value.isString() && value.string().equals(NONE)
          ? Optional.empty()
          : Optional.of(
              convert(value, inner, before instanceof Optional<?> was ? was.orElse(null) : null));
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type inner = list.getActualTypeArguments()[0];
      return value.list().stream().map(element -> convert(element, inner, null)).toList();
    } else if (type == int.class || type == Integer.class) {
      return value.integer();
    } else if (type == long.class || type == Long.class) {
      return value.longInteger();
    } else if (type == double.class || type == Double.class) {
      return value.number();
    } else if (type == boolean.class || type == Boolean.class) {
      return value.flag();
    } else if (type == String.class) {
      return value.string();
    } else if (type == Duration.class) {
      return value.duration();
    } else if (type instanceof Class<?> c && c.isEnum()) {
      return constant(value, c);
    } else if (type instanceof Class<?> c && c.isRecord() && value.isString()) {
      return parse(value, c);
    } else if (type instanceof Class<?> c && c.isRecord()) {
      Section section = value.section();
      Record bound = bind(section, before == null ? defaults(c) : (Record) before);
      section.done();
      return bound;
    }
    throw new IllegalStateException("a record to be read from a document cannot have a " + type);
  }

  /** A record that is written in one word, such as a range of addresses. */
  private static Object parse(Value value, Class<?> type) {
    try {
      return type.getMethod("parse", String.class).invoke(null, value.string());
    } catch (NoSuchMethodException e) {
      value.section(); // says what it should be
      throw new IllegalStateException("a string is no section", e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw value.error(String.valueOf(refusal.getMessage()));
      }
      throw new IllegalStateException(type + " cannot be parsed", e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(type + " and its parse must be public", e);
    }
  }

  private static Object constant(Value value, Class<?> type) {
    String name = value.string();
    List<String> known = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String camel = camelCase(((Enum<?>) constant).name());
      if (camel.equals(name)) {
        return constant;
      }
      known.add(camel);
    }
    throw value.unknown("value", name, known);
  }

  private static String camelCase(String constant) {
    StringBuilder out = new StringBuilder();
    for (char c : constant.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean first = !out.isEmpty() && out.charAt(out.length() - 1) == '_';
      if (first) {
        out.setCharAt(out.length() - 1, Character.toUpperCase(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static <R extends Record> R make(
      Section section, Class<R> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refused(section, components, refusal);
      }
      throw new IllegalStateException(type + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " and its constructor must be public", e);
    }
  }

  /** At the key that the message begins with, if it is in the section. */
  private static ConfigException refused(
      Section section, RecordComponent[] components, IllegalArgumentException refusal) {
    String message = String.valueOf(refusal.getMessage());
    Value at =
        Arrays.stream(components)
            .map(RecordComponent::getName)
            .filter(name -> message.startsWith(name + " "))
            .flatMap(name -> section.find(name).stream())
            .findFirst()
            .orElse(section.value());
    return new ConfigException(at.at(), at.path(), message, refusal);
  }

  private static Record defaults(Class<?> type) {
    try {
      return (Record) type.getMethod("defaults").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " must have a public defaults()", e);
    }
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read; its record must be public", e);
    }
  }
}
