package dev.switchboard.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * Makes the sockets of one connection of pgjdbc, which names it by a property and makes it by this
 * constructor. Not for applications.
 */
public final class PinnedSocketFactory extends SocketFactory {

  private final String token;

  /**
   * For the connection of these properties.
   *
   * @param properties as the driver was called with
   */
  public PinnedSocketFactory(Properties properties) {
    this.token = properties.getProperty(Dial.PROPERTY, "");
  }

  /** A connected one, so that the driver asks DNS for nothing. */
  @Override
  public Socket createSocket() throws IOException {
    return Dial.of(token).open();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }
}
