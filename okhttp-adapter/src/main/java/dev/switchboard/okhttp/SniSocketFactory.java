package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sends SNI for aliases without a dot, which the JDK does not do by itself. */
final class SniSocketFactory extends SSLSocketFactory {

  private final SSLSocketFactory delegate;

  private SniSocketFactory(SSLSocketFactory delegate) {
    this.delegate = delegate;
  }

  /** This over {@code delegate}, unless it is one already. */
  static SniSocketFactory over(SSLSocketFactory delegate) {
    return delegate instanceof SniSocketFactory same ? same : new SniSocketFactory(delegate);
  }

  static boolean needs(Alias alias) {
    return alias.host().indexOf('.') < 0;
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    Socket secure = delegate.createSocket(socket, host, port, autoClose);
    if (secure instanceof SSLSocket ssl && leadsToNameless(socket, host)) {
      SSLParameters parameters = ssl.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      ssl.setSSLParameters(parameters);
    }
    return secure;
  }

  private static boolean leadsToNameless(Socket socket, String host) {
    Alias alias = RedirectingSocketFactory.aliasOf(socket);
    return alias != null && alias.host().equals(host) && needs(alias);
  }

  @Override
  public Socket createSocket() throws IOException {
    return delegate.createSocket();
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return delegate.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return delegate.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return delegate.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return delegate.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return delegate.createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return delegate.createSocket(host, port, local, localPort);
  }
}
