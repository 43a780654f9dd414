package dev.switchboard.config;

import dev.switchboard.endpoint.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One value of a document, which knows where it stands. Immutable. Two values with the same content
 * are equal, wherever they stand.
 *
 * <p>{@code null} is no value anywhere: whoever wants the default leaves the key out.
 */
public final class Value {

  /** A number as it was written. */
  record Digits(String text) {}

  static final Object NULL = new Object();

  /** Integers up to here are exact in a {@code double}, which is what JSON's numbers are. */
  private static final double MAX_EXACT = 0x1p53;

  private final Location at;
  private final String path;
  private final Object content;

  Value(Location at, String path, Object content) {
    this.at = at;
    this.path = path;
    this.content = content;
  }

  /** Where it stands: where its key begins, if it has one. */
  public Location at() {
    return at;
  }

  /** Which value it is, such as {@code services[1].call}; empty for the whole document. */
  public String path() {
    return path;
  }

  /** Whether it is a string, so that other forms can be told from it. */
  public boolean isString() {
    return content instanceof String;
  }

  /**
   * The string it is.
   *
   * @throws ConfigException if it is none, or an empty one
   */
  public String string() {
    if (!(content instanceof String text)) {
      throw not("a string");
    }
    if (text.isBlank()) {
      throw error("the string is empty; leave the key out for the default");
    }
    return text;
  }

  /**
   * The whole number it is.
   *
   * @throws ConfigException if it is none, or outside -2<sup>31</sup> to 2<sup>31</sup> - 1
   */
  public int integer() {
    long number = longInteger();
    if (number != (int) number) {
      throw error("the number is too large");
    }
    return (int) number;
  }

  /**
   * The whole number it is.
   *
   * @throws ConfigException if it is none, or outside -2<sup>53</sup> to 2<sup>53</sup>
   */
  public long longInteger() {
    double number = content instanceof Digits ? number() : Double.NaN;
    if (number != Math.rint(number)) {
      throw not("a whole number");
    }
    if (Math.abs(number) > MAX_EXACT) {
      throw error("the number is too large");
    }
    return (long) number;
  }

  /**
   * The number it is.
   *
   * @throws ConfigException if it is none, or too large for a {@code double}
   */
  public double number() {
    if (!(content instanceof Digits digits)) {
      throw not("a number");
    }
    double number = Double.parseDouble(digits.text());
    if (Double.isInfinite(number)) {
      throw error("the number is too large");
    }
    return number;
  }

  /**
   * Whether it is {@code true} or {@code false}.
   *
   * @throws ConfigException if it is neither
   */
  public boolean flag() {
    if (!(content instanceof Boolean flag)) {
      throw not("true or false");
    }
    return flag;
  }

  /**
   * The time it is, such as {@code "250ms"}: digits and {@code ms}, {@code s}, {@code m}, {@code h}
   * or {@code d}.
   *
   * @throws ConfigException if it is none
   */
  public Duration duration() {
    if (!(content instanceof String text)) {
      throw not(Durations.FORM);
    }
    return Durations.parse(text).orElseThrow(() -> not(Durations.FORM));
  }

  /**
   * The values it is a list of.
   *
   * @throws ConfigException if it is no list
   */
  public List<Value> list() {
    if (!(content instanceof List<?> list)) {
      throw not("a list: [...]");
    }
    List<Value> values = new ArrayList<>();
    list.forEach(element -> values.add((Value) element));
    return values;
  }

  /**
   * The keys and values it is made of, none of them known yet.
   *
   * @throws ConfigException if it is no object
   */
  public Section section() {
    return new Section(this, members());
  }

  @SuppressWarnings("unchecked") // an object is nothing else, see JsonReader
  private Map<String, Value> members() {
    if (!(content instanceof Map<?, ?> members)) {
      throw not("an object: {...}");
    }
    return (Map<String, Value>) members;
  }

  /**
   * What {@code made} makes of it.
   *
   * @throws ConfigException in place of an {@code IllegalArgumentException}
   */
  public <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(at, path, String.valueOf(e.getMessage()), e);
    }
  }

  /** To be thrown: something is wrong with this value. */
  public ConfigException error(String problem) {
    return new ConfigException(at, path, problem);
  }

  /**
   * To be thrown: this value names something that is not known.
   *
   * @param what what it should be the name of
   * @param given the name it is
   * @param known the names it could be
   */
  public ConfigException unknown(String what, String given, Collection<String> known) {
    return error(Nearest.complaint(what, given, known));
  }

  private ConfigException not(String wanted) {
    return error("this must be " + wanted + ", but is " + described());
  }

  private String described() {
    if (content instanceof String text) {
      return "\"" + Printable.of(text) + "\"";
    } else if (content instanceof Digits digits) {
      return digits.text();
    } else if (content instanceof Boolean) {
      return content.toString();
    } else if (content instanceof List) {
      return "a list";
    }
    return content == NULL ? "null; leave the key out for the default" : "an object";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value value && content.equals(value.content);
  }

  @Override
  public int hashCode() {
    return content.hashCode();
  }

  /** Where it stands and which it is. */
  @Override
  public String toString() {
    return at + ": " + path;
  }
}
