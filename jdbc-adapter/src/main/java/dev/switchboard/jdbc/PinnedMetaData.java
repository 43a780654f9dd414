package dev.switchboard.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/**
 * A driver's metadata whose connection is ours, and whose URL names the alias. A proxy, because
 * metadata is asked for rarely and has 180 methods.
 */
final class PinnedMetaData implements InvocationHandler {

  private final DatabaseMetaData delegate;
  private final PinnedConnection connection;
  private final JdbcUrl url;

  private PinnedMetaData(DatabaseMetaData delegate, PinnedConnection connection, JdbcUrl url) {
    this.delegate = delegate;
    this.connection = connection;
    this.url = url;
  }

  static DatabaseMetaData of(DatabaseMetaData delegate, PinnedConnection connection, JdbcUrl url) {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            PinnedMetaData.class.getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            new PinnedMetaData(delegate, connection, url));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "getConnection" -> connection;
      case "getURL" -> url(delegate.getURL());
      default -> ask(method, arguments);
    };
  }

  private @Nullable Object ask(Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(delegate, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  /** The driver's, which leaves out what is secret, at the alias. */
  private String url(String ofDriver) {
    return ofDriver.replace(connection.endpoint().authority(), url.alias().toString());
  }
}
