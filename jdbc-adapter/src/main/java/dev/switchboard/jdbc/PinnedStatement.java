package dev.switchboard.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/**
 * A driver's statement whose connection is ours, and whose failures are seen. Result sets are the
 * driver's own.
 */
class PinnedStatement<S extends Statement> implements Statement {

  final S delegate;
  private final DelegatingConnection connection;

  PinnedStatement(S delegate, DelegatingConnection connection) {
    this.delegate = delegate;
    this.connection = connection;
  }

  SQLException seen(SQLException e) {
    return connection.seen(e);
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return type.isInstance(delegate) ? type.cast(delegate) : delegate.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return type.isInstance(delegate) || delegate.isWrapperFor(type);
  }

  @Override
  public ResultSet executeQuery(String sql) throws SQLException {
    try {
      return delegate.executeQuery(sql);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public int executeUpdate(String sql) throws SQLException {
    try {
      return delegate.executeUpdate(sql);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public void close() throws SQLException {
    delegate.close();
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    return delegate.getMaxFieldSize();
  }

  @Override
  public void setMaxFieldSize(int max) throws SQLException {
    delegate.setMaxFieldSize(max);
  }

  @Override
  public int getMaxRows() throws SQLException {
    return delegate.getMaxRows();
  }

  @Override
  public void setMaxRows(int max) throws SQLException {
    delegate.setMaxRows(max);
  }

  @Override
  public void setEscapeProcessing(boolean enable) throws SQLException {
    delegate.setEscapeProcessing(enable);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return delegate.getQueryTimeout();
  }

  @Override
  public void setQueryTimeout(int seconds) throws SQLException {
    delegate.setQueryTimeout(seconds);
  }

  @Override
  public void cancel() throws SQLException {
    delegate.cancel();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return delegate.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    delegate.clearWarnings();
  }

  @Override
  public void setCursorName(String name) throws SQLException {
    delegate.setCursorName(name);
  }

  @Override
  public boolean execute(String sql) throws SQLException {
    try {
      return delegate.execute(sql);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return delegate.getResultSet();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return delegate.getUpdateCount();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return delegate.getMoreResults();
  }

  @Override
  public void setFetchDirection(int direction) throws SQLException {
    delegate.setFetchDirection(direction);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return delegate.getFetchDirection();
  }

  @Override
  public void setFetchSize(int rows) throws SQLException {
    delegate.setFetchSize(rows);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return delegate.getFetchSize();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return delegate.getResultSetConcurrency();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return delegate.getResultSetType();
  }

  @Override
  public void addBatch(String sql) throws SQLException {
    delegate.addBatch(sql);
  }

  @Override
  public void clearBatch() throws SQLException {
    delegate.clearBatch();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    try {
      return delegate.executeBatch();
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean getMoreResults(int current) throws SQLException {
    return delegate.getMoreResults(current);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return delegate.getGeneratedKeys();
  }

  @Override
  public int executeUpdate(String sql, int keys) throws SQLException {
    try {
      return delegate.executeUpdate(sql, keys);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public int executeUpdate(String sql, int[] columns) throws SQLException {
    try {
      return delegate.executeUpdate(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public int executeUpdate(String sql, String[] columns) throws SQLException {
    try {
      return delegate.executeUpdate(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean execute(String sql, int keys) throws SQLException {
    try {
      return delegate.execute(sql, keys);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean execute(String sql, int[] columns) throws SQLException {
    try {
      return delegate.execute(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean execute(String sql, String[] columns) throws SQLException {
    try {
      return delegate.execute(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return delegate.getResultSetHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public void setPoolable(boolean poolable) throws SQLException {
    delegate.setPoolable(poolable);
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return delegate.isPoolable();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    delegate.closeOnCompletion();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return delegate.isCloseOnCompletion();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return delegate.getLargeUpdateCount();
  }

  @Override
  public void setLargeMaxRows(long max) throws SQLException {
    delegate.setLargeMaxRows(max);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return delegate.getLargeMaxRows();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    try {
      return delegate.executeLargeBatch();
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql) throws SQLException {
    try {
      return delegate.executeLargeUpdate(sql);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, int keys) throws SQLException {
    try {
      return delegate.executeLargeUpdate(sql, keys);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
    try {
      return delegate.executeLargeUpdate(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
    try {
      return delegate.executeLargeUpdate(sql, columns);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public String enquoteLiteral(String text) throws SQLException {
    return delegate.enquoteLiteral(text);
  }

  @Override
  public String enquoteIdentifier(String identifier, boolean always) throws SQLException {
    return delegate.enquoteIdentifier(identifier, always);
  }

  @Override
  public boolean isSimpleIdentifier(String identifier) throws SQLException {
    return delegate.isSimpleIdentifier(identifier);
  }

  @Override
  public String enquoteNCharLiteral(String text) throws SQLException {
    return delegate.enquoteNCharLiteral(text);
  }
}
