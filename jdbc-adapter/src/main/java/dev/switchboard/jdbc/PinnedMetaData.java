package dev.switchboard.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A driver's metadata whose connection is ours, and whose URL names the alias. A proxy, because
 * metadata is asked for rarely and has 180 methods.
 */
final class PinnedMetaData implements InvocationHandler {

  private static final Pattern AUTHORITY = Pattern.compile("//[^/?]*");

  private static final Pattern ADDED =
      Pattern.compile(
          "[?&](?:"
              + Dial.PROPERTY
              + "=|socketFactory=|tlsSocketType="
              + PinnedMariaDbTls.TYPE
              + "(?=&|$))[^&]*");

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
      default -> PassOn.to(delegate, method, arguments);
    };
  }

  /** What the application wrote, as far as the driver tells it: MariaDB's tells what we added. */
  private String url(String ofDriver) {
    String atAlias = AUTHORITY.matcher(ofDriver).replaceFirst("//" + url.alias());
    String without = ADDED.matcher(atAlias).replaceAll("");
    return without.indexOf('?') < 0 ? without.replaceFirst("&", "?") : without;
  }
}
