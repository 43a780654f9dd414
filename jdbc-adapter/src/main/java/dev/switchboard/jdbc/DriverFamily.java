package dev.switchboard.jdbc;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** The drivers that can be told where a connection goes, and how. */
enum DriverFamily {
  POSTGRESQL(
      "postgresql",
      "postgresql://orders-db:5432/orders",
      5432,
      "org.postgresql.Driver",
      "org.postgresql:postgresql",
      "dev.switchboard.jdbc.PinnedSocketFactory"),
  MYSQL(
      "mysql",
      "mysql://mysql:3306/orders",
      3306,
      "com.mysql.cj.jdbc.Driver",
      "com.mysql:mysql-connector-j",
      "dev.switchboard.jdbc.PinnedMySqlSocketFactory"),
  MARIADB(
      "mariadb",
      "mariadb://mariadb:3306/orders",
      3306,
      "org.mariadb.jdbc.Driver",
      "org.mariadb.jdbc:mariadb-java-client",
      "dev.switchboard.jdbc.PinnedMariaDbSocketFactory");

  /** From this version on MariaDB's driver asks DNS for the host before it makes a socket. */
  private static final int MARIADB_ASKS_DNS = 4;

  private static final String SOCKET_FACTORY = "socketFactory";

  final String scheme;

  /** Of a URL, without {@code jdbc:}. */
  final String example;

  final int usualPort;
  private final String driverClass;
  private final String artifact;

  /** By name: it cannot be loaded without its driver. */
  private final String socketFactory;

  DriverFamily(
      String scheme,
      String example,
      int usualPort,
      String driverClass,
      String artifact,
      String socketFactory) {
    this.scheme = scheme;
    this.example = example;
    this.usualPort = usualPort;
    this.driverClass = driverClass;
    this.artifact = artifact;
    this.socketFactory = socketFactory;
  }

  static Optional<DriverFamily> ofScheme(String scheme) {
    return Arrays.stream(values()).filter(family -> family.scheme.equals(scheme)).findFirst();
  }

  /** All schemes, for a message. */
  static String schemes() {
    return Arrays.stream(values()).map(f -> f.scheme + ":").collect(Collectors.joining(", "));
  }

  /**
   * The driver itself.
   *
   * @throws SQLException if it is not there; it says what to add
   */
  Driver driver() throws SQLException {
    Driver driver = registered();
    if (this == MARIADB) {
      requireSocketFactory(driver.getClass().getModule(), DriverFamily.class.getModule());
    }
    return driver;
  }

  /** As a module the driver exports all but this package, which it asks others to extend. */
  private static void requireSocketFactory(Module driver, Module ours) throws SQLException {
    if (!driver.isExported("org.mariadb.jdbc.util", ours)) {
      throw JdbcUrl.refusal(
          "MariaDB's driver keeps its socket factory to itself on the module path",
          "Run java with --add-exports="
              + driver.getName()
              + "/org.mariadb.jdbc.util="
              + (ours.isNamed() ? ours.getName() : "ALL-UNNAMED"));
    }
  }

  private Driver registered() throws SQLException {
    return DriverManager.drivers()
        .filter(driver -> driver.getClass().getName().equals(driverClass))
        .findFirst()
        .orElseThrow(
            () ->
                new SQLNonTransientConnectionException(
                    "no driver for jdbc:"
                        + scheme
                        + ": is registered; add "
                        + artifact
                        + " to the class path, whose "
                        + driverClass
                        + " registers itself",
                    SqlStates.UNABLE_TO_CONNECT));
  }

  /**
   * The properties the driver is to be called with, so that every socket of this one connection,
   * the ones it cancels queries with too, goes where {@code dial} says.
   */
  Properties pin(Properties application, Driver driver, Dial dial) {
    Properties pinned = new Properties();
    pinned.putAll(application); // what is no string too: the driver may mind
    application.stringPropertyNames().forEach(key -> pinned.put(key, application.getProperty(key)));
    pinned.put(SOCKET_FACTORY, socketFactory);
    pinned.put(Dial.PROPERTY, dial.token());
    if (asksDns(driver)) {
      pinned.putIfAbsent("tlsSocketType", PinnedMariaDbTls.TYPE);
    }
    return pinned;
  }

  /** The URL the driver is to be called with. */
  String url(JdbcUrl url, Driver driver, Dial dial) {
    return asksDns(driver) ? url.at(dial.endpoint().authority()) : url.inner();
  }

  private boolean asksDns(Driver driver) {
    return this == MARIADB && driver.getMajorVersion() >= MARIADB_ASKS_DNS;
  }
}
