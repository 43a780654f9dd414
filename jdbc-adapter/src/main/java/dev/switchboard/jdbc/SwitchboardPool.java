package dev.switchboard.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
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

  private final HikariDataSource pool;
  private final PoolPolicy policy;
  private volatile @Nullable MoveOver moveOver;

  private SwitchboardPool(HikariDataSource pool, PoolPolicy policy) {
    this.pool = pool;
    this.policy = policy;
  }

  /** The pool, with the defaults of {@link PoolPolicy}. */
  public static SwitchboardPool around(HikariDataSource pool) {
    return around(pool, PoolPolicy.defaults());
  }

  /** The pool, following its endpoints as {@code policy} says. */
  public static SwitchboardPool around(HikariDataSource pool, PoolPolicy policy) {
    return new SwitchboardPool(
        Objects.requireNonNull(pool, "pool"), Objects.requireNonNull(policy, "policy"));
  }

  /**
   * A connection to an endpoint that is in use.
   *
   * @throws SQLException as HikariCP does
   */
  @Override
  public Connection getConnection() throws SQLException {
    while (true) {
      Connection borrowed = pool.getConnection();
      if (stays(borrowed)) {
        return borrowed;
      }
      pool.evictConnection(borrowed); // HikariCP dials another in its stead
    }
  }

  private boolean stays(Connection borrowed) throws SQLException {
    if (!borrowed.isWrapperFor(PinnedConnection.class)) {
      return true; // another driver's
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
