package dev.switchboard.jdbc;

import dev.switchboard.net.CountedSocket;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A driver that does what a test says, for what real ones do only now and then. */
final class ScriptedDriver implements Driver {

  /** A login over a socket that is connected. */
  interface Login {
    Connection over(Socket socket) throws SQLException, IOException;
  }

  final List<Properties> asked = new ArrayList<>();
  final List<CountedSocket> sockets = new ArrayList<>();
  private final Login login;

  ScriptedDriver(Login login) {
    this.login = login;
  }

  /** A connection over the socket, of which all but its end is done by {@code handler}. */
  static Connection connection(Socket socket, InvocationHandler handler) {
    return (Connection)
        Proxy.newProxyInstance(
            ScriptedDriver.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close") || method.getName().equals("abort")) {
                socket.close();
                return null;
              }
              return handler.invoke(proxy, method, arguments);
            });
  }

  /** One that can do nothing. */
  static Connection connection(Socket socket) {
    return connection(
        socket,
        (proxy, method, arguments) -> {
          throw new UnsupportedOperationException(method.getName());
        });
  }

  /** What a method that does nothing returns. */
  static @Nullable Object nothing(Method method) {
    if (method.getReturnType() == boolean.class) {
      return false;
    }
    return method.getReturnType() == int.class ? 0 : null;
  }

  /** A failure as drivers tell of a broken socket. */
  static SQLException broken() {
    return new SQLException("I/O error", "08006", new IOException("Socket closed"));
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    asked.add(properties);
    try {
      CountedSocket socket = (CountedSocket) Dial.of(properties.getProperty(Dial.PROPERTY)).open();
      sockets.add(socket);
      return login.over(socket);
    } catch (IOException e) {
      throw new SQLException("I/O error", "08001", e);
    }
  }

  @Override
  public boolean acceptsURL(String url) {
    return true;
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    throw new UnsupportedOperationException();
  }
}
