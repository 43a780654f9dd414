package dev.switchboard.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import org.jspecify.annotations.Nullable;

/**
 * A driver's callable statement whose connection is ours, and whose failures are seen: a prepared
 * one, and what only callable ones have is the driver's. A proxy, because there are more than a
 * hundred of those, rarely called.
 */
final class PinnedCallableStatement implements InvocationHandler {

  private final CallableStatement delegate;
  private final PinnedPreparedStatement prepared;

  private PinnedCallableStatement(CallableStatement delegate, DelegatingConnection connection) {
    this.delegate = delegate;
    this.prepared = new PinnedPreparedStatement(delegate, connection);
  }

  static CallableStatement of(CallableStatement delegate, DelegatingConnection connection) {
    return (CallableStatement)
        Proxy.newProxyInstance(
            PinnedCallableStatement.class.getClassLoader(),
            new Class<?>[] {CallableStatement.class},
            new PinnedCallableStatement(delegate, connection));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (arguments != null && method.getName().equals("equals")) {
      return proxy == arguments[0];
    }
    boolean onlyCallable = method.getDeclaringClass() == CallableStatement.class;
    return PassOn.to(onlyCallable ? delegate : prepared, method, arguments);
  }
}
