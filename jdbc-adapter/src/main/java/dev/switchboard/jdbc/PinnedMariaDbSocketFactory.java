package dev.switchboard.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * Makes the sockets of one connection of MariaDB Connector/J, which names it by a property and
 * makes one for each. Not for applications.
 */
@SuppressWarnings("exports") // the driver is not transitive: see module-info
public final class PinnedMariaDbSocketFactory extends ConfigurableSocketFactory {

  private @Nullable String token;

  /** For the driver. */
  public PinnedMariaDbSocketFactory() {}

  @Override
  public void setConfiguration(Configuration configuration, String host) {
    token = configuration.nonMappedOptions().getProperty(Dial.PROPERTY);
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
