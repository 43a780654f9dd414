package dev.switchboard.jdbc;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKey;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/** All of a connection that needs no thought: what the driver's does, with our statements. */
abstract class DelegatingConnection implements Connection {

  final Connection delegate;

  DelegatingConnection(Connection delegate) {
    this.delegate = delegate;
  }

  /** Something failed; returns what to throw. */
  abstract SQLException seen(SQLException e);

  @Override
  public Statement createStatement() throws SQLException {
    try {
      return new PinnedStatement<>(delegate.createStatement(), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql) throws SQLException {
    try {
      return new PinnedPreparedStatement(delegate.prepareStatement(sql), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public CallableStatement prepareCall(String sql) throws SQLException {
    try {
      return PinnedCallableStatement.of(delegate.prepareCall(sql), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public String nativeSQL(String sql) throws SQLException {
    return delegate.nativeSQL(sql);
  }

  @Override
  public void setAutoCommit(boolean auto) throws SQLException {
    try {
      delegate.setAutoCommit(auto);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return delegate.getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    try {
      delegate.commit();
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public void rollback() throws SQLException {
    try {
      delegate.rollback();
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean isClosed() throws SQLException {
    return delegate.isClosed();
  }

  @Override
  public void setReadOnly(boolean readOnly) throws SQLException {
    try {
      delegate.setReadOnly(readOnly);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return delegate.isReadOnly();
  }

  @Override
  public void setCatalog(String catalog) throws SQLException {
    try {
      delegate.setCatalog(catalog);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public String getCatalog() throws SQLException {
    return delegate.getCatalog();
  }

  @Override
  public void setTransactionIsolation(int level) throws SQLException {
    try {
      delegate.setTransactionIsolation(level);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return delegate.getTransactionIsolation();
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
  public Statement createStatement(int type, int concurrency) throws SQLException {
    try {
      return new PinnedStatement<>(delegate.createStatement(type, concurrency), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency)
      throws SQLException {
    try {
      return new PinnedPreparedStatement(delegate.prepareStatement(sql, type, concurrency), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency) throws SQLException {
    try {
      return PinnedCallableStatement.of(delegate.prepareCall(sql, type, concurrency), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return delegate.getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> map) throws SQLException {
    delegate.setTypeMap(map);
  }

  @Override
  public void setHoldability(int holdability) throws SQLException {
    delegate.setHoldability(holdability);
  }

  @Override
  public int getHoldability() throws SQLException {
    return delegate.getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    try {
      return delegate.setSavepoint();
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public Savepoint setSavepoint(String name) throws SQLException {
    try {
      return delegate.setSavepoint(name);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public void rollback(Savepoint savepoint) throws SQLException {
    try {
      delegate.rollback(savepoint);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public void releaseSavepoint(Savepoint savepoint) throws SQLException {
    delegate.releaseSavepoint(savepoint);
  }

  @Override
  public Statement createStatement(int type, int concurrency, int holdability) throws SQLException {
    try {
      return new PinnedStatement<>(delegate.createStatement(type, concurrency, holdability), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    try {
      return new PinnedPreparedStatement(
          delegate.prepareStatement(sql, type, concurrency, holdability), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public CallableStatement prepareCall(String sql, int type, int concurrency, int holdability)
      throws SQLException {
    try {
      return PinnedCallableStatement.of(
          delegate.prepareCall(sql, type, concurrency, holdability), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int keys) throws SQLException {
    try {
      return new PinnedPreparedStatement(delegate.prepareStatement(sql, keys), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, int[] columns) throws SQLException {
    try {
      return new PinnedPreparedStatement(delegate.prepareStatement(sql, columns), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public PreparedStatement prepareStatement(String sql, String[] columns) throws SQLException {
    try {
      return new PinnedPreparedStatement(delegate.prepareStatement(sql, columns), this);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public Clob createClob() throws SQLException {
    return delegate.createClob();
  }

  @Override
  public Blob createBlob() throws SQLException {
    return delegate.createBlob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return delegate.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return delegate.createSQLXML();
  }

  @Override
  public void setClientInfo(String name, String value) throws SQLClientInfoException {
    delegate.setClientInfo(name, value);
  }

  @Override
  public void setClientInfo(Properties properties) throws SQLClientInfoException {
    delegate.setClientInfo(properties);
  }

  @Override
  public String getClientInfo(String name) throws SQLException {
    return delegate.getClientInfo(name);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return delegate.getClientInfo();
  }

  @Override
  public Array createArrayOf(String typeName, Object[] elements) throws SQLException {
    return delegate.createArrayOf(typeName, elements);
  }

  @Override
  public Struct createStruct(String typeName, Object[] attributes) throws SQLException {
    return delegate.createStruct(typeName, attributes);
  }

  @Override
  public void setSchema(String schema) throws SQLException {
    try {
      delegate.setSchema(schema);
    } catch (SQLException e) {
      throw seen(e);
    }
  }

  @Override
  public String getSchema() throws SQLException {
    return delegate.getSchema();
  }

  @Override
  public void setNetworkTimeout(Executor executor, int millis) throws SQLException {
    delegate.setNetworkTimeout(executor, millis);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return delegate.getNetworkTimeout();
  }

  @Override
  public void beginRequest() throws SQLException {
    delegate.beginRequest();
  }

  @Override
  public void endRequest() throws SQLException {
    delegate.endRequest();
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey key, ShardingKey superKey, int seconds)
      throws SQLException {
    return delegate.setShardingKeyIfValid(key, superKey, seconds);
  }

  @Override
  public boolean setShardingKeyIfValid(ShardingKey key, int seconds) throws SQLException {
    return delegate.setShardingKeyIfValid(key, seconds);
  }

  @Override
  public void setShardingKey(ShardingKey key, ShardingKey superKey) throws SQLException {
    delegate.setShardingKey(key, superKey);
  }

  @Override
  public void setShardingKey(ShardingKey key) throws SQLException {
    delegate.setShardingKey(key);
  }
}
