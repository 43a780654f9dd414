package dev.switchboard.cloudmap;

import dev.switchboard.endpoint.Printable;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads the weight of an instance from an attribute, if there is one for it. Safe for any thread.
 */
final class Weights {

  private static final System.Logger LOG = System.getLogger(Weights.class.getName());

  private static final int DEFAULT = 1;
  private static final int MAX = 1_000_000;

  private final @Nullable String attribute;
  private final AtomicBoolean complained = new AtomicBoolean();

  /** All weigh the same if there is no attribute. */
  Weights(@Nullable String attribute) {
    this.attribute = attribute;
  }

  /**
   * The weight of an instance; 1 if it has none or none that can be read. A wrong share of the
   * traffic does less harm than an instance less. The first such is logged.
   */
  int of(String id, Map<String, String> attributes) {
    String text = attribute == null ? null : attributes.get(attribute);
    if (text == null) {
      return DEFAULT;
    }
    try {
      int weight = Integer.parseInt(text);
      if (weight >= 0 && weight <= MAX) {
        return weight;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    if (!complained.getAndSet(true)) {
      LOG.log(
          Level.WARNING,
          "the instance \"{0}\" has the {1} \"{2}\" and gets the weight 1, as do others like it;"
              + " register it with a number between 0 and 1000000",
          id,
          attribute,
          Printable.of(text));
    }
    return DEFAULT;
  }
}
