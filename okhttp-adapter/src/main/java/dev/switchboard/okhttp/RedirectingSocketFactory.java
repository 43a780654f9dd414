package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.SocketFactory;

/**
 * Makes sockets that go to the endpoint when told to connect to the alias. To any other address,
 * such as a redirect's, they go as told.
 */
final class RedirectingSocketFactory extends SocketFactory {

  private final Alias alias;
  private final InetSocketAddress endpoint;

  RedirectingSocketFactory(Alias alias, Endpoint endpoint) {
    this.alias = alias;
    this.endpoint = endpoint.socketAddress();
  }

  @Override
  public Socket createSocket() {
    return new RedirectingSocket();
  }

  private final class RedirectingSocket extends Socket {

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
      super.connect(target(address), timeoutMillis);
    }

    private SocketAddress target(SocketAddress address) throws ConnectException {
      if (!(address instanceof InetSocketAddress to) || !to.getHostString().equals(alias.host())) {
        return address;
      }
      if (to.getPort() != alias.port()) {
        throw new ConnectException(
            "a redirect from "
                + alias
                + " leads to the alias "
                + alias.host()
                + ":"
                + to.getPort()
                + "; redirects between aliases are not followed: send a new request");
      }
      return endpoint;
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  private Socket connected(InetSocketAddress address) throws IOException {
    Socket socket = createSocket();
    socket.connect(address);
    return socket;
  }
}
