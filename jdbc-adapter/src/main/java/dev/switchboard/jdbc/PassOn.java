package dev.switchboard.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** What a proxy does with a call that needs no thought. */
final class PassOn {

  private PassOn() {}

  /** Calls the method of {@code target}; what that throws comes as it is. */
  static @Nullable Object to(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
