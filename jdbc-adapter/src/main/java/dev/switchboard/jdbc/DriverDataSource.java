package dev.switchboard.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a driver's own {@link DataSource} says of itself: enough to do without it. Asked by the
 * names of its methods, so that no driver has to be there.
 *
 * @param url without user and password
 * @param properties all that is set beside it
 */
record DriverDataSource(String url, Properties properties) {

  private static final String POSTGRESQL = "org.postgresql.ds.PGSimpleDataSource";
  private static final String MYSQL = "com.mysql.cj.jdbc.MysqlDataSource";
  private static final String MARIADB = "org.mariadb.jdbc.MariaDbDataSource";

  /** What MariaDB's writes for a secret. */
  private static final String MASKED = "=***";

  /** Whether a class of this name can be read. What extends one may do more than is read here. */
  static boolean isKnown(String className) {
    return className.equals(POSTGRESQL) || className.equals(MYSQL) || className.equals(MARIADB);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it cannot be read without loss; it says what to write
   */
  static DriverDataSource read(DataSource source) {
    return switch (source.getClass().getName()) {
      case POSTGRESQL -> new DriverDataSource(url(source), credentials(source, new Properties()));
      case MYSQL -> {
        Properties others = (Properties) required(ask(source, "exposeAsProperties"), source);
        yield new DriverDataSource(url(source), credentials(source, others));
      }
      case MARIADB -> ofMariaDb(source, url(source));
      default -> throw refusal(source, "is not known here");
    };
  }

  private static String url(DataSource source) {
    return required(ask(source, "getUrl"), source).toString();
  }

  private static Properties credentials(DataSource source, Properties properties) {
    put(properties, "user", ask(source, "getUser"));
    put(properties, "password", ask(source, "getPassword"));
    return properties;
  }

  /** Tells all in its URL, but neither secrets nor the port where that is the usual one. */
  private static DriverDataSource ofMariaDb(DataSource source, String url) {
    if (url.contains(MASKED)) {
      throw refusal(source, "does not tell the passwords it was given");
    }
    Properties properties = new Properties();
    put(properties, "user", ask(source, "getUser"));
    // In the URL it would stand above the one that getConnection is given.
    String withoutUser = url.replaceFirst("([?&])user=[^&]*&?", "$1").replaceFirst("[?&]$", "");
    String withPort =
        withoutUser.replaceFirst(
            "^(jdbc:mariadb://[^:,()/?]+)(?=[/?]|$)", "$1:" + DriverFamily.MARIADB.usualPort);
    return new DriverDataSource(withPort, properties);
  }

  private static void put(Properties properties, String name, @Nullable Object value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  private static @Nullable Object ask(DataSource source, String getter) {
    try {
      return source.getClass().getMethod(getter).invoke(source);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw refusal(source, "is of a version that is not known here");
    }
  }

  private static Object required(@Nullable Object answer, DataSource source) {
    if (answer == null) {
      throw refusal(source, "has no URL");
    }
    return answer;
  }

  private static IllegalArgumentException refusal(DataSource source, String why) {
    return new IllegalArgumentException(
        source.getClass().getName()
            + " "
            + why
            + ". Write SwitchboardDataSource.of(switchboard, \"jdbc:...\") with the URL, and"
            + " .withProperty(name, value) for everything else. A pool goes around that, not"
            + " inside.");
  }
}
