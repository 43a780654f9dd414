package dev.switchboard.jdbc;

import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.tls.main.DefaultTlsSocketPlugin;

/**
 * TLS for MariaDB Connector/J 4, whose URL has the endpoint's address for its host, because it asks
 * DNS for any name before it makes a socket: the certificate must be for the alias all the same.
 * Not for applications.
 */
@SuppressWarnings("exports") // the driver is not transitive: see module-info
public final class PinnedMariaDbTls extends DefaultTlsSocketPlugin {

  static final String TYPE = "switchboard";

  /** For the driver. */
  public PinnedMariaDbTls() {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public TrustManager[] getTrustManager(
      Configuration configuration, ExceptionFactory exceptions, HostAddress endpoint)
      throws SQLException {
    HostAddress alias;
    try {
      Dial dial = Dial.of(configuration.nonMappedOptions().getProperty(Dial.PROPERTY));
      alias = HostAddress.from(dial.alias().host(), dial.alias().port());
    } catch (IOException e) {
      throw new SQLException(e.getMessage(), SqlStates.UNABLE_TO_CONNECT, e);
    }
    return super.getTrustManager(configuration, exceptions, alias);
  }

  @Override
  public SSLSocket createSocket(Socket socket, SSLSocketFactory sockets, String endpoint)
      throws IOException {
    return super.createSocket(socket, sockets, ((Dial.DialSocket) socket).alias().host());
  }
}
