package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * The way to one endpoint under one alias: OkHttp keeps the URL on the alias, and what it looks up,
 * connects to and pools is replaced. Made once per endpoint, because OkHttp shares connections only
 * between calls with the very same {@code Dns} and {@code SSLSocketFactory}.
 */
final class EndpointChannel {

  /** Connections kept idle per endpoint: as many calls at once go without a new connect. */
  private static final int MAX_IDLE = 64;

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Dns dns;
  private final RedirectingSocketFactory sockets;
  private final @Nullable SSLSocketFactory sniSockets;
  private final Duration idleTimeout;
  private final ConnectionPool pool;
  private volatile boolean retired;
  private volatile long lastUsedNanos;

  EndpointChannel(
      Upstream upstream,
      Endpoint endpoint,
      Dns clientDns,
      @Nullable SSLSocketFactory clientSslSockets,
      Duration idleTimeout,
      long now) {
    Alias alias = upstream.alias();
    this.idleTimeout = idleTimeout.isZero() ? FOR_EVER : idleTimeout;
    this.pool = new ConnectionPool(MAX_IDLE, this.idleTimeout.toNanos(), TimeUnit.NANOSECONDS);
    this.lastUsedNanos = now;
    this.sockets = new RedirectingSocketFactory(alias, endpoint, upstream.traffic());
    this.dns = new EndpointDns(alias, endpoint, clientDns);
    this.sniSockets =
        clientSslSockets == null || !SniSocketFactory.needs(alias)
            ? null
            : SniSocketFactory.over(clientSslSockets);
  }

  void used(long now) {
    // To write for each call would take what else is here from the other processors each time.
    if (now - lastUsedNanos > idleTimeout.toNanos() / 2) {
      lastUsedNanos = now;
    }
  }

  /** Whether it was not used for so long that its connections have closed by themselves. */
  boolean isForgotten(long now) {
    return now - lastUsedNanos > 2 * idleTimeout.toNanos();
  }

  Interceptor.Chain route(Interceptor.Chain chain) {
    Interceptor.Chain routed =
        chain
            .withDns(dns)
            .withSocketFactory(sockets)
            .withConnectionPool(pool)
            .withProxy(java.net.Proxy.NO_PROXY);
    X509TrustManager trustManager = chain.getX509TrustManagerOrNull();
    // Replacing these has OkHttp index all roots of trust anew: only where it must be.
    return chain.request().isHttps()
            && sniSockets != null
            && sniSockets != chain.getSslSocketFactoryOrNull()
            && trustManager != null
        ? routed.withSslSocketFactory(sniSockets, trustManager)
        : routed;
  }

  /** The call on this thread shall not use {@code connection} again. */
  void leave(Connection connection) {
    sockets.leave(connection.socket());
  }

  /** It does not. */
  void left(Connection connection) {
    sockets.left(connection.socket());
  }

  /** A call is done with {@code connection}, which waits for the next one. */
  void kept(Connection connection, long now) {
    if (isForOneCall(connection)) {
      sockets.kept(connection.socket(), now);
    }
  }

  /** If the server did so while it was kept. */
  void closeIfStale(Connection connection, long now) {
    if (isForOneCall(connection)) {
      sockets.closeIfStale(connection.socket(), now);
    }
  }

  /** On HTTP/2 OkHttp reads all the time, and hears by itself that the server has closed. */
  private static boolean isForOneCall(Connection connection) {
    Protocol protocol = connection.protocol();
    return protocol == Protocol.HTTP_1_1 || protocol == Protocol.HTTP_1_0;
  }

  /** The endpoint is gone: idle connections close now, busy ones when their call ends. */
  void retire() {
    retired = true;
    pool.evictAll();
  }

  void callEnded() {
    if (retired) {
      pool.evictAll();
    }
  }
}
