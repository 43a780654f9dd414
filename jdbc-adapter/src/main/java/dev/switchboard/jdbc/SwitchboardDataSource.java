package dev.switchboard.jdbc;

import dev.switchboard.Switchboard;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections to an alias through a {@link Switchboard} of the application's choice.
 *
 * <pre>{@code
 * HikariConfig config = new HikariConfig();
 * config.setDataSource(
 *     SwitchboardDataSource.of(switchboard, "jdbc:postgresql://orders-db:5432/orders"));
 * config.setUsername("orders");
 * config.setPassword(password);
 * }</pre>
 *
 * <p>Does not pool. Immutable, and safe for any thread.
 */
public final class SwitchboardDataSource implements DataSource {

  private final Switchboard switchboard;
  private final JdbcUrl url;
  private final Properties properties;

  private SwitchboardDataSource(Switchboard switchboard, JdbcUrl url, Properties properties) {
    this.switchboard = switchboard;
    this.url = url;
    this.properties = properties;
  }

  /**
   * Connections to the URL's alias.
   *
   * @param url a URL of PostgreSQL's, MySQL's or MariaDB's driver, with {@code switchboard:} in it
   *     or without
   * @throws IllegalArgumentException if it is none, or names no alias; it says what to write
   */
  public static SwitchboardDataSource of(Switchboard switchboard, String url) {
    Objects.requireNonNull(switchboard, "switchboard");
    String ours = JdbcUrl.isOurs(url) ? url : url.replaceFirst("^jdbc:", JdbcUrl.PREFIX);
    if (!JdbcUrl.isOurs(ours)) {
      throw new IllegalArgumentException(
          "a JDBC URL begins with jdbc:, such as jdbc:mysql://mysql:3306/orders");
    }
    try {
      return new SwitchboardDataSource(switchboard, JdbcUrl.parse(ours), new Properties());
    } catch (SQLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Connections as a driver's own data source would make them, to the alias that is its host and
   * port. It is read now: what is set on it later changes nothing.
   *
   * <p>For {@code PGSimpleDataSource}, {@code MysqlDataSource}, and a {@code MariaDbDataSource}
   * that holds no password, which it would not tell: give it with {@link #withProperty} or {@link
   * #getConnection(String, String)}.
   *
   * @throws IllegalArgumentException if it is another, or cannot be read without loss, or names no
   *     alias; it says what to write
   */
  public static SwitchboardDataSource around(Switchboard switchboard, DataSource source) {
    DriverDataSource read = DriverDataSource.read(source);
    SwitchboardDataSource ours = of(switchboard, read.url());
    try {
      ours.url.check(read.properties());
    } catch (SQLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return new SwitchboardDataSource(switchboard, ours.url, read.properties());
  }

  /** These with a property of the driver's set, such as {@code sslmode}. */
  public SwitchboardDataSource withProperty(String name, String value) {
    Properties more = copy();
    more.setProperty(name, value);
    return new SwitchboardDataSource(switchboard, url, more);
  }

  private Properties copy() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  /**
   * A connection.
   *
   * @throws SQLException as {@link SwitchboardDriver#connect}
   */
  @Override
  public Connection getConnection() throws SQLException {
    return SwitchboardDriver.connect(url, properties, switchboard);
  }

  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    Properties more = copy();
    if (user != null) {
      more.setProperty("user", user);
    }
    if (password != null) {
      more.setProperty("password", password);
    }
    return SwitchboardDriver.connect(url, more, switchboard);
  }

  /** Nothing is logged. */
  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  /** The deadline of the alias's policy bounds a dial, not this. */
  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return DriverManager.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Switchboard does not log by java.util.logging");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("this is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
