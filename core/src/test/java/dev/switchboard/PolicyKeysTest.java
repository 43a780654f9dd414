package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.CircuitBreakerPolicy;
import dev.switchboard.cloudmap.CloudMapPolicy;
import dev.switchboard.config.Document;
import dev.switchboard.config.Section;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the program can set, a document can: each component of each policy, one by one. */
class PolicyKeysTest {

  /** The policies that a document holds; those within them come along. */
  static final List<Record> POLICIES =
      List.of(
          CallPolicy.defaults(),
          OutlierPolicy.defaults(),
          ResolutionPolicy.defaults(),
          CloudMapPolicy.defaults(),
          CircuitBreakerPolicy.defaults());

  static Stream<Arguments> components() {
    List<Arguments> all = new ArrayList<>();
    POLICIES.forEach(policy -> add(policy, List.of(), policy, all));
    return all.stream();
  }

  private static void add(
      Record root, List<RecordComponent> path, Record part, List<Arguments> all) {
    for (RecordComponent component : components(part)) {
      List<RecordComponent> longer = new ArrayList<>(path);
      longer.add(component);
      if (read(component, part) instanceof Record nested) {
        add(root, longer, nested, all);
      } else {
        String name = String.join(".", longer.stream().map(RecordComponent::getName).toList());
        all.add(Arguments.argumentSet(root.getClass().getSimpleName() + "." + name, root, longer));
      }
    }
  }

  /** Those that can be written down: not the objects of resilience4j. */
  static List<RecordComponent> components(Record record) {
    return Stream.of(record.getClass().getRecordComponents())
        .filter(c -> !c.getGenericType().getTypeName().contains("<io.github.resilience4j."))
        .toList();
  }

  static Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component + " cannot be read", e);
    }
  }

  @ParameterizedTest
  @MethodSource("components")
  void canBeSet(Record defaults, List<RecordComponent> path) {
    Object before = at(defaults, path);
    RecordComponent last = path.get(path.size() - 1);
    String json = other(before, last.getGenericType());
    for (int i = path.size() - 1; i >= 0; i--) {
      json = "{\"" + path.get(i).getName() + "\": " + json + "}";
    }
    Section section = Document.of("p.json", json.getBytes(StandardCharsets.UTF_8)).root();
    Record changed = section.record(defaults);
    section.done();
    assertThat(at(changed, path)).as(json).isNotEqualTo(before);
    for (RecordComponent other : defaults.getClass().getRecordComponents()) {
      if (!other.getName().equals(path.get(0).getName())) {
        assertThat(read(other, changed)).isEqualTo(read(other, defaults));
      }
    }
  }

  private static Object at(Object record, List<RecordComponent> path) {
    Object value = record;
    for (RecordComponent component : path) {
      value = read(component, value);
    }
    return value;
  }

  /** Another value, near enough to be in range, as JSON. */
  private static String other(Object value, Type type) {
    if (value instanceof Optional<?> optional) {
      Type inner = ((ParameterizedType) type).getActualTypeArguments()[0];
      return optional.isPresent() ? "\"none\"" : example(inner);
    } else if (value instanceof Integer || value instanceof Long) {
      return String.valueOf(((Number) value).longValue() + 1);
    } else if (value instanceof Double d) {
      return String.valueOf(d + 1);
    } else if (value instanceof Boolean b) {
      return String.valueOf(!b);
    } else if (value instanceof Duration d) {
      return "\"" + (d.toMillis() + 1) + "ms\"";
    } else if (value instanceof List) {
      return "[\"10.0.0.0/8\", \"fd00::/8\"]";
    } else if (value instanceof SlidingWindowType) {
      return "\"countBased\"";
    } else if (value instanceof String s) {
      return "\"" + s + "x\"";
    }
    throw new AssertionError("teach this test another value of " + type);
  }

  private static String example(Type type) {
    if (type == Duration.class) {
      return "\"1s\"";
    } else if (type == Integer.class) {
      return "1";
    } else if (type == String.class) {
      return "\"x\"";
    }
    return "{}";
  }
}
