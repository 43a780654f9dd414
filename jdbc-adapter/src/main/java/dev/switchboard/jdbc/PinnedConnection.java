package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.concurrent.Executor;

/** A driver's connection with what is known of its endpoint. */
final class PinnedConnection extends DelegatingConnection implements SwitchboardConnection {

  private final JdbcUrl url;
  private final Dial dial;
  private final boolean readWrite;

  /** Whether the application wants it read-only, so that the server is right to be. */
  private volatile boolean readOnly;

  /**
   * A connection that is ready.
   *
   * @param readWrite whether it is the server's fault if it is read-only
   */
  PinnedConnection(Connection delegate, JdbcUrl url, Dial dial, boolean readWrite) {
    super(delegate);
    this.url = url;
    this.dial = dial;
    this.readWrite = readWrite;
  }

  @Override
  public Alias alias() {
    return dial.alias();
  }

  @Override
  public Endpoint endpoint() {
    return dial.endpoint();
  }

  @Override
  public boolean isRetired() {
    return !dial.dialer().upstream().uses(dial.endpoint());
  }

  /** Whether it would have fewer beside it where a new one went. */
  boolean isCrowded() {
    return dial.dialer().upstream().isCrowded(dial.endpoint(), dial.dialer().clock().nanos());
  }

  Dial dial() {
    return dial;
  }

  @Override
  public boolean isValid(int seconds) throws SQLException {
    return !isRetired() && delegate.isValid(seconds);
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return PinnedMetaData.of(delegate.getMetaData(), this, url);
  }

  @Override
  public void setReadOnly(boolean only) throws SQLException {
    super.setReadOnly(only);
    readOnly = only;
  }

  @Override
  public void close() throws SQLException {
    dial.letGo();
    delegate.close();
  }

  @Override
  public void abort(Executor executor) throws SQLException {
    dial.letGo();
    delegate.abort(executor);
  }

  /** Counts what is the endpoint's fault, and tells where it was. */
  @Override
  SQLException seen(SQLException e) {
    Happening happening = happening(e);
    if (happening.isOfConnection()) {
      boolean counts = happening != Happening.READ_ONLY || (readWrite && !readOnly);
      if (counts && happening.outcome().isEndpointFault()) {
        dial.broke(happening);
      }
      e.addSuppressed(
          new DialContext(
              alias() + ": the connection to " + endpoint() + ": " + happening.outcome().reason()));
    }
    return e;
  }

  private Happening happening(SQLException e) {
    Happening happening = Outcomes.ofUse(url.family(), dial.isClosed(), e);
    return happening.isOfConnection() && dial.isLetGo() ? Happening.ALREADY_CLOSED : happening;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(this) || type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  @Override
  public String toString() {
    return url + " at " + endpoint();
  }
}
