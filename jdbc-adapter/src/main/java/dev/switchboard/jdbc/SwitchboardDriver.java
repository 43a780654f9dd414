package dev.switchboard.jdbc;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Aliases in JDBC URLs: {@code jdbc:switchboard:} before the URL of PostgreSQL's, MySQL's or
 * MariaDB's driver.
 *
 * <pre>{@code
 * jdbc:switchboard:mysql://mysql:3306/orders
 * }</pre>
 *
 * <p>Registers itself, and dials through {@link Switchboard#shared()}. Everything else in the URL,
 * and all properties, are the real driver's, which must be on the class path too. Each connection
 * goes to the endpoint of the alias that has the fewest, and if that fails before the connection is
 * ready, to another, as the alias's policy says; then it has one endpoint for life. The driver sees
 * the alias for host: certificates are checked against it. For another Switchboard than the shared
 * one see {@link SwitchboardDataSource}. Safe for any thread.
 */
public final class SwitchboardDriver implements Driver {

  /** Aliases that a message names. */
  private static final int MAX_NAMED = 10;

  static {
    try {
      DriverManager.registerDriver(new SwitchboardDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** For {@link DriverManager}. */
  public SwitchboardDriver() {}

  /** Whether the URL begins with {@code jdbc:switchboard:}. */
  @Override
  public boolean acceptsURL(String url) {
    return JdbcUrl.isOurs(url);
  }

  /**
   * Connects, or returns null if the URL is not ours.
   *
   * @throws SQLException if the URL is wrong, and it says what to write; or what the real driver
   *     throws, unchanged, with alias, endpoint and attempts as suppressed context; or, where there
   *     is no endpoint, a {@code SQLTransientConnectionException} of SQLSTATE 08001
   * @throws dev.switchboard.config.ConfigException if there is no Switchboard yet and the
   *     configuration for it is missing or wrong
   */
  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    return acceptsURL(url)
        ? connect(JdbcUrl.parse(url), info == null ? new Properties() : info, Switchboard.shared())
        : null;
  }

  static Connection connect(JdbcUrl url, Properties properties, Switchboard switchboard)
      throws SQLException {
    url.check(properties);
    Driver driver = url.family().driver();
    return new ConnectCall(dialer(url.alias(), switchboard), url, driver, properties).connect();
  }

  private static Dialer dialer(Alias alias, Switchboard switchboard) throws SQLException {
    try {
      return switchboard
          .dialer(alias.host(), alias.port())
          .orElseThrow(() -> unknown(alias, switchboard));
    } catch (IllegalStateException e) { // too many aliases
      throw new SQLNonTransientConnectionException(e.getMessage(), SqlStates.UNABLE_TO_CONNECT, e);
    }
  }

  private static SQLException unknown(Alias alias, Switchboard switchboard) {
    String known =
        switchboard.snapshot().stream()
            .limit(MAX_NAMED)
            .map(upstream -> upstream.alias().toString())
            .collect(Collectors.joining(", "));
    return JdbcUrl.refusal(
        alias
            + " is no alias of this Switchboard"
            + (known.isEmpty() ? "" : ", which has " + known),
        "Declare it, by .alias(\""
            + alias
            + "\") or in the configuration, or leave switchboard: out of the URL");
  }

  /** What the real driver says of its own properties, and the one of ours. */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info)
      throws SQLException {
    if (!acceptsURL(url)) {
      return new DriverPropertyInfo[0];
    }
    JdbcUrl parsed = JdbcUrl.parse(url);
    Properties properties = info == null ? new Properties() : info;
    Driver driver = parsed.family().driver();
    return Stream.concat(
            Stream.of(driver.getPropertyInfo(parsed.inner(), properties)),
            Stream.of(PropertyRules.readWrite(parsed.isReadWrite(properties))))
        .toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return 0;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  /** False: it passes on what another driver does. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Switchboard does not log by java.util.logging");
  }
}
