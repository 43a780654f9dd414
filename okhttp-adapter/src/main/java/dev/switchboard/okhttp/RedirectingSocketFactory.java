package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.net.CountedSocket;
import dev.switchboard.upstream.Traffic;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that go to the endpoint when told to connect to the alias. To any other address,
 * such as a redirect's, they go as told.
 *
 * <p>They also make a call leave the connection of its failed try. OkHttp keeps a call's connection
 * from one {@code proceed} to the next and uses it again if the URL has the same host and port,
 * which under an alias it always has: the retry would go to the endpoint that just failed. Nothing
 * public takes the connection from the call. But OkHttp first asks, on the thread of the call,
 * whether the socket is closed; if so, the connection gets no new exchanges, and those of other
 * calls go on.
 */
final class RedirectingSocketFactory extends SocketFactory {

  /**
   * A connection kept for longer is looked at before a request that may not be sent twice: servers
   * keep theirs for as little as 2 s (gunicorn) or 5 s (Node, Apache), and OkHttp itself looks
   * after 10 s. Looking takes 1 ms.
   */
  private static final long SUSPECT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Alias alias;
  private final InetSocketAddress endpoint;
  private final Traffic traffic;
  private final Map<Integer, RedirectingSocket> byLocalPort = new ConcurrentHashMap<>();

  RedirectingSocketFactory(Alias alias, Endpoint endpoint, Traffic traffic) {
    this.alias = alias;
    this.traffic = traffic;
    this.endpoint = endpoint.socketAddress();
  }

  @Override
  public Socket createSocket() {
    return new RedirectingSocket();
  }

  /** Which alias a socket of such a factory goes to; null for one of another. */
  static @Nullable Alias aliasOf(Socket socket) {
    return socket instanceof RedirectingSocket ours ? ours.alias() : null;
  }

  /**
   * From now on the socket under {@code socket} says to this thread that it is closed, until {@link
   * #left}.
   */
  void leave(Socket socket) {
    RedirectingSocket ours = under(socket);
    if (ours != null) {
      ours.leaver = Thread.currentThread();
    }
  }

  /** The connection was left. */
  void left(Socket socket) {
    RedirectingSocket ours = under(socket);
    if (ours != null) {
      ours.leaver = null;
    }
  }

  /** The connection over {@code socket} waits for its next call. */
  void kept(Socket socket, long now) {
    RedirectingSocket ours = under(socket);
    if (ours != null) {
      ours.keptSinceNanos = now;
      ours.wasKept = true;
    }
  }

  /**
   * Closes the HTTP/1 connection over {@code socket} if the server did so while it was kept. Then
   * OkHttp fails before it writes anything, and any request may be tried again.
   */
  void closeIfStale(Socket socket, long now) {
    RedirectingSocket ours = under(socket);
    try {
      if (ours != null
          && ours.wasKept
          && now - ours.keptSinceNanos >= SUSPECT_NANOS
          && saysSomething(socket)) {
        socket.close();
      }
    } catch (IOException e) {
      // Then it is closed, or as good as.
    }
  }

  /** Itself, or what a socket of TLS goes over; null if that is of another factory. */
  private @Nullable RedirectingSocket under(Socket socket) {
    return socket instanceof RedirectingSocket ours ? ours : byLocalPort.get(socket.getLocalPort());
  }

  /** A server has nothing to say on a kept connection but that it closes it. */
  private static boolean saysSomething(Socket socket) throws IOException {
    int timeout = socket.getSoTimeout();
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() >= -1;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(timeout);
    }
  }

  private final class RedirectingSocket extends CountedSocket {

    private volatile @Nullable Thread leaver;
    private volatile long keptSinceNanos;
    private volatile boolean wasKept;

    RedirectingSocket() {
      super(traffic);
    }

    Alias alias() {
      return alias;
    }

    @Override
    public void connect(SocketAddress address, int timeoutMillis) throws IOException {
      super.connect(target(address), timeoutMillis);
      byLocalPort.put(getLocalPort(), this);
    }

    @Override
    public boolean isClosed() {
      return leaver == Thread.currentThread() || super.isClosed();
    }

    @Override
    public synchronized void close() throws IOException {
      leaver = null;
      byLocalPort.remove(getLocalPort(), this);
      super.close();
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
