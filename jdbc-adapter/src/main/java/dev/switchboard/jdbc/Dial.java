package dev.switchboard.jdbc;

import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.net.CountedSocket;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Attempt;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One try of a connection, and if it goes well that connection for life: its one endpoint, its
 * attempt, and every socket that its driver opens for it.
 *
 * <p>A driver opens a second socket to cancel a query, on a thread of its own and with a new
 * factory. All that is the same then are the connection's properties; so the factories find the
 * dial by a token among them. It is forgotten when the connection's socket is closed, by whomever.
 */
final class Dial {

  /** The property that carries the token. */
  static final String PROPERTY = "switchboardDial";

  /** How far it has come. */
  enum Phase {
    BEGUN,
    CONNECTING,
    LOGGING_IN,
    READY
  }

  private static final Map<String, Dial> LIVE = new ConcurrentHashMap<>();

  private final String token = UUID.randomUUID().toString();
  private final Dialer dialer;
  private final Attempt attempt;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Clock.@Nullable Timeout guard;
  private volatile Phase phase = Phase.BEGUN;

  /** Whether it is ready or was given up: what comes first stays. */
  private final AtomicBoolean decided = new AtomicBoolean();

  private volatile boolean outOfTime;
  private final AtomicBoolean broken = new AtomicBoolean();
  private volatile boolean letGo;

  /** The connection's own; the others cancel its queries. */
  private volatile @Nullable Socket main;

  /** Once it is in a pool that follows its endpoints. */
  private final AtomicReference<Drain> drain = new AtomicReference<>();

  private Dial(Dialer dialer, Attempt attempt, Optional<Duration> limit) {
    this.dialer = dialer;
    this.attempt = attempt;
    this.guard = limit.map(l -> dialer.clock().schedule(l, this::outOfTime)).orElse(null);
  }

  /** Begins a try, which may take so long until the connection is ready. */
  static Dial begin(Dialer dialer, Step.Try next) {
    Dial dial = new Dial(dialer, next.attempt(), limit(dialer, next));
    LIVE.put(dial.token, dial);
    return dial;
  }

  /**
   * The per-try timeout; without one, an equal share of what is left of the deadline, so that a
   * server that hangs leaves time for others.
   */
  private static Optional<Duration> limit(Dialer dialer, Step.Try next) {
    if (dialer.policy().perTryTimeout().isPresent()) {
      return next.timeout();
    }
    int left = dialer.policy().retry().retries() + 2 - next.attempt().number();
    return next.timeout().map(rest -> rest.dividedBy(Math.max(1, left)));
  }

  /**
   * The dial of a connection's properties.
   *
   * @throws IOException if the connection is closed
   */
  static Dial of(@Nullable String token) throws IOException {
    Dial dial = token == null ? null : LIVE.get(token);
    if (dial == null) {
      throw new IOException("the connection this socket was to be for is closed");
    }
    return dial;
  }

  String token() {
    return token;
  }

  Alias alias() {
    return dialer.upstream().alias();
  }

  Endpoint endpoint() {
    return attempt.endpoint();
  }

  Dialer dialer() {
    return dialer;
  }

  Phase phase() {
    return phase;
  }

  /** Whether it took so long that it was given up. */
  boolean isOutOfTime() {
    return outOfTime;
  }

  /** A socket that is connected to the endpoint. */
  Socket open() throws IOException {
    DialSocket socket = new DialSocket();
    sockets.add(socket);
    if (phase != Phase.READY) {
      phase = Phase.CONNECTING;
    }
    try {
      requireTime();
      socket.openOrSayWhy();
      socket.connect(endpoint().socketAddress(), (int) dialer.policy().connectTimeout().toMillis());
      requireTime();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    if (phase != Phase.READY) {
      main = socket;
      phase = Phase.LOGGING_IN;
    }
    return socket;
  }

  /** A driver may go on, on a thread of its own, after it was given up. */
  private void requireTime() throws SocketTimeoutException {
    if (decided.get() && phase != Phase.READY) {
      throw new SocketTimeoutException("the time for this try is over");
    }
  }

  private void outOfTime() {
    if (decided.compareAndSet(false, true)) {
      outOfTime = true;
      abort();
    }
  }

  /**
   * The driver has a connection.
   *
   * @throws SQLException if the time for it was over before, so that it is closed already
   */
  void ready() throws SQLException {
    if (!decided.compareAndSet(false, true)) {
      throw new SQLTransientConnectionException(
          "the login took too long", SqlStates.UNABLE_TO_CONNECT);
    }
    phase = Phase.READY;
    cancelGuard();
    if (isClosed()) {
      over();
    }
  }

  /** The driver has none; what it left open is closed. */
  void failed() {
    decided.set(true);
    cancelGuard();
    LIVE.remove(token);
    abort();
  }

  private void cancelGuard() {
    if (guard != null) {
      guard.cancel();
    }
  }

  /** Whether the connection's own socket is closed. */
  boolean isClosed() {
    Socket own = main;
    return own == null || own.isClosed();
  }

  /** What fails from now on does so because the connection is being closed on this side. */
  void letGo() {
    letGo = true;
  }

  boolean isLetGo() {
    return letGo;
  }

  /** Closes every socket. Says nothing to the server, whatever it is doing. */
  void abort() {
    letGo();
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // Then it is closed, or as good as.
      }
    }
  }

  /** The connection failed in use, by the endpoint's fault: counts once. */
  void broke(Happening happening) {
    long now = dialer.clock().nanos();
    if (broken.compareAndSet(false, true)
        && (happening != Happening.SESSION_KILLED
            || KilledSessions.another(dialer.upstream(), endpoint().socketAddress(), now))) {
      attempt.failedInUse(happening.outcome(), now);
    }
  }

  /** From now on it is closed by force when its endpoint has been out for so long. */
  void drainAfter(Duration time) {
    if (drain.get() != null) {
      return;
    }
    Drain watching = new Drain(this, time);
    if (!drain.compareAndSet(null, watching) || isClosed()) {
      watching.close();
    }
  }

  private void over() {
    LIVE.remove(token);
    attempt.finished();
    Drain watching = drain.get();
    if (watching != null) {
      watching.close();
    }
  }

  /** For tests: how many there are. */
  static int live() {
    return LIVE.size();
  }

  /** This side has no file or port left for a socket, so nothing is learned of the endpoint. */
  static final class NoSocketException extends SocketException {

    private static final long serialVersionUID = 1L;

    NoSocketException(SocketException e) {
      super("no socket could be made on this side: " + e.getMessage());
      initCause(e);
    }
  }

  /** A socket of this connection. */
  final class DialSocket extends CountedSocket {

    DialSocket() {
      super(dialer.upstream().traffic());
    }

    Alias alias() {
      return Dial.this.alias();
    }

    /** Opens it, which {@code connect} would do otherwise, and so tells the two apart. */
    void openOrSayWhy() throws NoSocketException {
      try {
        getReuseAddress();
      } catch (SocketException e) {
        throw new NoSocketException(e);
      }
    }

    @Override
    public void connect(SocketAddress to, int timeoutMillis) throws IOException {
      try {
        super.connect(to, timeoutMillis);
      } catch (BindException e) {
        throw new NoSocketException(e);
      }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what it adds needs no lock
    public void close() throws IOException {
      super.close();
      sockets.remove(this);
      if (phase == Phase.READY && this == main) {
        over();
      }
    }
  }
}
