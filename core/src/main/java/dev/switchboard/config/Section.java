package dev.switchboard.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object of a document. A key becomes known by being asked for; {@link #done} rejects those
 * nobody asked for.
 *
 * <pre>{@code
 * String region = settings.string("region", "eu-west-1");
 * Duration timeout = settings.duration("timeout", Duration.ofSeconds(5));
 * settings.done();
 * }</pre>
 *
 * <p>All errors are {@link ConfigException}s with the place. For one thread.
 */
public final class Section {

  private final Value value;
  private final Map<String, Value> members;
  private final Set<String> known = new LinkedHashSet<>();

  Section(Value value, Map<String, Value> members) {
    this.value = value;
    this.members = members;
  }

  /** The object as a value: where it stands, and for errors that are those of no key. */
  public Value value() {
    return value;
  }

  /** Every key that is there, in the order of the document. Makes none of them known. */
  public Set<String> keys() {
    return members.keySet();
  }

  /** The value of a key, if it is there. */
  public Optional<Value> find(String key) {
    known.add(key);
    return Optional.ofNullable(members.get(key));
  }

  /**
   * The value of a key that must be there.
   *
   * @throws ConfigException if it is not
   */
  public Value required(String key) {
    return find(key)
        .orElseThrow(
            () -> {
              Set<String> others = new LinkedHashSet<>(members.keySet());
              others.removeAll(known);
              String guess =
                  Nearest.to(key, others).map(k -> "; is \"" + k + "\" meant?").orElse("");
              return value.error("the key \"" + key + "\" is missing" + guess);
            });
  }

  /** The string of a key, if it is there. */
  public Optional<String> string(String key) {
    return find(key).map(Value::string);
  }

  /** The string of a key, or {@code otherwise} if it is not there. */
  public String string(String key, String otherwise) {
    return string(key).orElse(otherwise);
  }

  /** The whole number of a key, or {@code otherwise} if it is not there. */
  public int integer(String key, int otherwise) {
    return find(key).map(Value::integer).orElse(otherwise);
  }

  /** The number of a key, or {@code otherwise} if it is not there. */
  public double number(String key, double otherwise) {
    return find(key).map(Value::number).orElse(otherwise);
  }

  /** Whether a key is true, or {@code otherwise} if it is not there. */
  public boolean flag(String key, boolean otherwise) {
    return find(key).map(Value::flag).orElse(otherwise);
  }

  /** The time of a key, or {@code otherwise} if it is not there. */
  public Duration duration(String key, Duration otherwise) {
    return find(key).map(Value::duration).orElse(otherwise);
  }

  /** The list of a key, empty if it is not there. */
  public List<Value> list(String key) {
    return find(key).map(Value::list).orElse(List.of());
  }

  /** The object of a key, if it is there. */
  public Optional<Section> section(String key) {
    return find(key).map(Value::section);
  }

  /** The strings of an object of any keys, empty if it is not there. */
  public Map<String, String> strings(String key) {
    Map<String, String> strings = new LinkedHashMap<>();
    section(key).ifPresent(s -> s.members.forEach((k, v) -> strings.put(k, v.string())));
    return strings;
  }

  /**
   * A record with those components replaced that have a key of their name. Components are {@code
   * int}, {@code long}, {@code double}, {@code boolean}, {@code String}, {@code Duration}, an enum
   * (in lower camel case), another such record, one that is parsed from a string by a public static
   * {@code parse}, a {@code List} of one of those, or an {@code Optional} of one, for which {@code
   * "none"} stands for empty. The record is public, and so is its constructor.
   *
   * @throws ConfigException if a value does not fit, or the record's constructor throws an {@code
   *     IllegalArgumentException}
   */
  public <R extends Record> R record(R defaults) {
    return RecordBinder.bind(this, defaults);
  }

  /** Makes keys known that others read. */
  public Section ignore(String... keys) {
    known.addAll(List.of(keys));
    return this;
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if there is a key nobody asked for
   */
  public void done() {
    members.forEach(
        (key, member) -> {
          if (!known.contains(key)) {
            throw new ConfigException(
                member.at(), value.path(), Nearest.complaint("key", key, known));
          }
        });
  }
}
