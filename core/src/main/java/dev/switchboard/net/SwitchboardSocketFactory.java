package dev.switchboard.net;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.SocketFactory;

/**
 * Makes sockets that know aliases, for libraries that take a socket factory.
 *
 * <pre>{@code
 * connectionFactory.setSocketFactory(SwitchboardSocketFactory.of(switchboard));
 * connectionFactory.setHost("rabbitmq");
 * }</pre>
 *
 * <p>A socket that is told to connect to an alias goes to the endpoint of it that has the fewest
 * connections, and if that fails to another, as the alias's policy says: its connect timeout is
 * that of one try, its deadline that of all. A timeout given to {@code connect} bounds all tries as
 * well. Once connected, a socket has one endpoint for life. Its remote address carries the alias's
 * name. Other hosts are connected to as ever.
 *
 * <p>What fails is thrown as a {@code SwitchboardException}, an {@code IOException}. For TLS see
 * {@link #overTls}. Safe for any thread.
 */
public final class SwitchboardSocketFactory extends SocketFactory {

  private final Switchboard switchboard;

  private SwitchboardSocketFactory(Switchboard switchboard) {
    this.switchboard = switchboard;
  }

  /** A factory whose sockets know the aliases of {@code switchboard}. */
  public static SwitchboardSocketFactory of(Switchboard switchboard) {
    return new SwitchboardSocketFactory(Objects.requireNonNull(switchboard, "switchboard"));
  }

  /**
   * A factory of TLS sockets over these. They expect a certificate for the alias, and tell the
   * server its name (SNI).
   *
   * @param tls makes TLS of a connected socket, such as {@code sslContext.getSocketFactory()}
   */
  public SwitchboardTlsSocketFactory overTls(javax.net.ssl.SSLSocketFactory tls) {
    return new SwitchboardTlsSocketFactory(this, Objects.requireNonNull(tls, "tls"));
  }

  /** A socket that dials when it is told to connect. */
  @Override
  public Socket createSocket() throws SocketException {
    return new DialedSocket(new DialedSocketImpl(this::connect));
  }

  /**
   * A connected socket.
   *
   * @throws IOException if no endpoint could be connected to
   */
  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(createSocket(), InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(createSocket(), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(bound(local, localPort), InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return connected(bound(local, localPort), new InetSocketAddress(host, port));
  }

  private Socket bound(InetAddress local, int localPort) throws IOException {
    Socket socket = createSocket();
    socket.bind(new InetSocketAddress(local, localPort));
    return socket;
  }

  private static Socket connected(Socket socket, InetSocketAddress to) throws IOException {
    try {
      socket.connect(to);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Socket connect(InetSocketAddress to, SocketDial.Options options, Duration limit)
      throws IOException {
    Optional<Dialer> dialer = dialer(to);
    return dialer.isPresent()
        ? new SocketDial(dialer.get(), options, limit).connect()
        : connectElsewhere(to, options, limit);
  }

  private Optional<Dialer> dialer(InetSocketAddress to) throws IOException {
    try {
      return switchboard.dialer(to.getHostString(), to.getPort());
    } catch (IllegalStateException e) { // too many aliases
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Socket connectElsewhere(
      InetSocketAddress to, SocketDial.Options options, Duration limit) throws IOException {
    InetSocketAddress address =
        to.isUnresolved() ? new InetSocketAddress(to.getHostString(), to.getPort()) : to;
    if (address.isUnresolved()) {
      throw new UnknownHostException(to.getHostString());
    }
    Socket socket = new Socket();
    try {
      options.applyTo(socket);
      socket.connect(address, (int) limit.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static final class DialedSocket extends Socket {
    DialedSocket(DialedSocketImpl impl) throws SocketException {
      super(impl);
    }
  }
}
