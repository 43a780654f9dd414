package dev.switchboard;

import dev.switchboard.time.TimeText;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** In what two policies of a kind differ, in words. */
final class Differences {

  private Differences() {}

  /** Such as {@code "ejection.baseEjectionTime: 30s and 1m"}, empty if they are equal. */
  static <R extends Record> List<String> between(R one, R other) {
    List<String> found = new ArrayList<>();
    collect("", one, other, found);
    return found;
  }

  private static void collect(String prefix, Record one, Record other, List<String> found) {
    for (RecordComponent component : one.getClass().getRecordComponents()) {
      Object left = value(component, one);
      Object right = value(component, other);
      String name = prefix + component.getName();
      if (left instanceof Record inOne && right instanceof Record inOther) {
        collect(name + ".", inOne, inOther, found);
      } else if (!left.equals(right)) {
        found.add(name + ": " + text(left) + " and " + text(right));
      }
    }
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the accessors of policies are public", e);
    }
  }

  private static String text(Object value) {
    return value instanceof Duration time ? TimeText.of(time) : value.toString();
  }
}
