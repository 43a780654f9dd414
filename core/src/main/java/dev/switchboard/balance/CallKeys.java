package dev.switchboard.balance;

import org.jspecify.annotations.Nullable;

/**
 * What a call carries that its endpoint may be chosen by: values by name. An adapter lends what its
 * library has, such as the headers of a request; where it has nothing of the sort the program gives
 * them.
 *
 * <p>Asked while an endpoint is picked, by the thread of the call: quick, and always with the same
 * answer for a call.
 */
@FunctionalInterface
public interface CallKeys {

  /** The value of that name, null if the call has none. */
  @Nullable String value(String name);

  /** Of a call without any. */
  static CallKeys none() {
    return name -> null;
  }

  /** One value, under this name alone. */
  static CallKeys of(String name, String value) {
    return asked -> asked.equals(name) ? value : null;
  }
}
