package dev.switchboard.jdbc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool of connections to an alias, kept in step with the alias's endpoints.
 *
 * <pre>{@code
 * HikariConfig config = new HikariConfig();
 * config.setJdbcUrl("jdbc:switchboard:mysql://mysql:3306/orders");
 * DataSource pool = SwitchboardPool.around(new HikariDataSource(config));
 * }</pre>
 *
 * <p>HikariCP alone keeps a connection for half an hour, and asks no hot one whether it is valid.
 * This looks at each when it is borrowed: one whose endpoint is no longer listed, or is out for
 * being bad, is replaced. Those in use meanwhile may finish, until {@link PoolPolicy#drain} is
 * over. When endpoints are added, connections move over to them one by one. A registry that fails
 * or lists nothing changes nothing.
 *
 * <p>Connections are HikariCP's, and everything else about the pool is its configuration. Safe for
 * any thread.
 */
@SuppressWarnings("exports") // HikariCP is not transitive: see module-info
public final class SwitchboardPool implements DataSource, AutoCloseable {

  private static final String NOT_OURS =
      "the pool's connections do not go through Switchboard, so they cannot follow its endpoints";

  private final HikariDataSource pool;
  private final PoolPolicy policy;
  private volatile @Nullable MoveOver moveOver;

  private SwitchboardPool(HikariDataSource pool, PoolPolicy policy) {
    this.pool = pool;
    this.policy = policy;
  }

  /**
   * The pool, with the defaults of {@link PoolPolicy}.
   *
   * @throws IllegalArgumentException if its connections do not go through Switchboard, as far as
   *     its configuration tells; it says what to write. Otherwise the first connection tells.
   */
  public static SwitchboardPool around(HikariDataSource pool) {
    return around(pool, PoolPolicy.defaults());
  }

  /**
   * The pool, following its endpoints as {@code policy} says.
   *
   * @throws IllegalArgumentException as {@link #around(HikariDataSource)}
   */
  public static SwitchboardPool around(HikariDataSource pool, PoolPolicy policy) {
    Objects.requireNonNull(policy, "policy");
    requireOurs(pool);
    return new SwitchboardPool(pool, policy);
  }

  /** What can be known of it before it has a connection. */
  private static void requireOurs(HikariDataSource pool) {
    DataSource source = pool.getDataSource();
    String url = pool.getJdbcUrl();
    if (source != null && DriverDataSource.isKnown(source.getClass().getName())) {
      throw notOurs("Write config.setDataSource(SwitchboardDataSource.around(switchboard, ...))");
    }
    if (source == null && pool.getDataSourceClassName() != null) {
      throw notOurs("Write config.setJdbcUrl(...) instead of setDataSourceClassName");
    }
    // Not at its beginning: another driver may stand before ours, to trace it, say.
    if (source == null && url != null && !url.contains(":switchboard:")) {
      throw notOurs("Write config.setJdbcUrl(\"" + JdbcUrl.PREFIX + "...\")");
    }
  }

  private static IllegalArgumentException notOurs(String advice) {
    return new IllegalArgumentException(NOT_OURS + ". " + advice + ".");
  }

  /**
   * A connection to an endpoint that is in use. Takes at most twice as long as HikariCP's {@code
   * connectionTimeout}.
   *
   * @throws SQLException as HikariCP does; also if endpoints go as fast as they are connected to,
   *     and if the connections do not go through Switchboard
   */
  @Override
  public Connection getConnection() throws SQLException {
    long start = System.nanoTime();
    do {
      Connection borrowed = pool.getConnection();
      if (stays(borrowed)) {
        return borrowed;
      }
      pool.evictConnection(borrowed); // HikariCP dials another in its stead
    } while (System.nanoTime() - start < MILLISECONDS.toNanos(pool.getConnectionTimeout()));
    throw new SQLTransientConnectionException(
        "every connection borrowed within "
            + pool.getConnectionTimeout()
            + " ms was to an endpoint that had gone meanwhile",
        SqlStates.UNABLE_TO_CONNECT);
  }

  private boolean stays(Connection borrowed) throws SQLException {
    if (!borrowed.isWrapperFor(PinnedConnection.class)) {
      borrowed.close();
      throw JdbcUrl.refusal(NOT_OURS, "Borrow from HikariCP itself, or see docs/jdbc.md");
    }
    PinnedConnection connection = borrowed.unwrap(PinnedConnection.class);
    connection.dial().drainAfter(policy.drain());
    return !connection.isRetired() && !moveOver(connection).moves(connection);
  }

  /** Begins with the first connection, which knows the clock. */
  private MoveOver moveOver(PinnedConnection first) {
    MoveOver known = moveOver;
    if (known == null) {
      known =
          new MoveOver(
              policy.moveOver(), pool.getMaximumPoolSize(), first.dial().dialer().clock().nanos());
      moveOver = known; // should two come first, one of them is as good as the other
    }
    return known;
  }

  /**
   * Not supported, as in HikariCP: all connections of a pool are of one user.
   *
   * @throws SQLException always
   */
  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return pool.getConnection(user, password);
  }

  /** Closes the pool. */
  @Override
  public void close() {
    pool.close();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return pool.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    pool.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    pool.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return pool.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws java.sql.SQLFeatureNotSupportedException {
    return pool.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(pool) ? type.cast(pool) : pool.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(pool) || pool.isWrapperFor(type);
  }
}
