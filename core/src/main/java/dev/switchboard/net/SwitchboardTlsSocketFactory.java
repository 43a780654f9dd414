package dev.switchboard.net;

import dev.switchboard.endpoint.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets that know aliases: {@link SwitchboardSocketFactory#overTls}. The certificate
 * must be for the alias, and the server is told the alias's name, also where it has no dot, for
 * which the JDK alone tells nothing. Safe for any thread.
 */
public final class SwitchboardTlsSocketFactory extends SSLSocketFactory {

  private final SwitchboardSocketFactory sockets;
  private final SSLSocketFactory tls;

  SwitchboardTlsSocketFactory(SwitchboardSocketFactory sockets, SSLSocketFactory tls) {
    this.sockets = sockets;
    this.tls = tls;
  }

  /** TLS over a connected socket, for the name {@code host}. */
  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    try {
      return named(tls.createSocket(socket, host, port, autoClose), host);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static Socket named(Socket socket, String host) throws SSLException {
    if (host.indexOf('_') >= 0) { // what Java would say of it tells nothing
      throw new SSLException(
          "Java accepts no certificate for "
              + Printable.of(host)
              + ", because of its _: give the alias a name without it");
    }
    if (socket instanceof SSLSocket ssl) {
      SSLParameters parameters = ssl.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // compares the name
      if (host.indexOf('.') < 0 && host.indexOf(':') < 0) {
        parameters.setServerNames(List.of(new SNIHostName(host)));
      }
      ssl.setSSLParameters(parameters);
    }
    return socket;
  }

  /** A connected socket; the handshake comes with the first byte, as ever. */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket(sockets.createSocket(host, port), host, port, true);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(sockets.createSocket(host, port, local, localPort), host, port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(sockets.createSocket(host, port), host.getHostName(), port, true);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(
        sockets.createSocket(host, port, local, localPort), host.getHostName(), port, true);
  }

  /**
   * Not possible: TLS is put over a socket that is connected.
   *
   * @throws SocketException always; it says what to call instead
   */
  @Override
  public Socket createSocket() throws SocketException {
    throw new SocketException(
        "a TLS socket to an alias cannot be made before it is connected: call createSocket(host,"
            + " port), or connect a socket of SwitchboardSocketFactory and put TLS over it with"
            + " createSocket(socket, host, port, true)");
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }
}
