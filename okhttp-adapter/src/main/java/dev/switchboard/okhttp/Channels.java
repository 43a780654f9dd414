package dev.switchboard.okhttp;

import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSocketFactory;
import okhttp3.Dns;
import okhttp3.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * The channels of an interceptor. Those of endpoints that are gone are retired, and those nobody
 * has used for long are forgotten: an application that makes a client per request makes channels
 * too.
 */
final class Channels {

  /** Calls that differ in these must not share connections. */
  private record Key(
      Alias alias,
      InetAddress address,
      int port,
      Dns dns,
      @Nullable SSLSocketFactory sslSockets,
      Duration idleTimeout) {

    InetSocketAddress socketAddress() {
      return new InetSocketAddress(address, port);
    }
  }

  private final Map<Key, EndpointChannel> channels = new ConcurrentHashMap<>();
  private final Map<Alias, Runnable> watched = new ConcurrentHashMap<>();

  EndpointChannel get(Dialer dialer, Endpoint endpoint, Interceptor.Chain chain, long now) {
    EndpointChannel channel = find(dialer, endpoint, chain, now);
    channel.used(now);
    return channel;
  }

  int size() {
    return channels.size();
  }

  private EndpointChannel find(
      Dialer dialer, Endpoint endpoint, Interceptor.Chain chain, long now) {
    Upstream upstream = dialer.upstream();
    Duration idleTimeout = dialer.policy().idleTimeout();
    Alias alias = upstream.alias();
    Key key =
        new Key(
            alias,
            endpoint.address(),
            endpoint.port(),
            chain.getDns(),
            chain.getSslSocketFactoryOrNull(),
            idleTimeout);
    EndpointChannel known = channels.get(key);
    if (known != null) {
      return known;
    }
    watched.computeIfAbsent(
        alias,
        // Closing connections may block: not in the lane.
        a ->
            upstream.onChange(
                () -> ForkJoinPool.commonPool().execute(() -> retireRemoved(upstream))));
    channels.values().removeIf(channel -> channel.isForgotten(now));
    EndpointChannel made =
        channels.computeIfAbsent(
            key,
            k ->
                new EndpointChannel(upstream, endpoint, k.dns(), k.sslSockets(), idleTimeout, now));
    // It may have been removed between the pick and now, when there was no channel to retire.
    retireIfRemoved(key, made, addresses(upstream));
    return made;
  }

  private void retireRemoved(Upstream upstream) {
    Set<InetSocketAddress> present = addresses(upstream);
    channels.forEach(
        (key, channel) -> {
          if (key.alias().equals(upstream.alias())) {
            retireIfRemoved(key, channel, present);
          }
        });
  }

  private void retireIfRemoved(Key key, EndpointChannel channel, Set<InetSocketAddress> present) {
    if (!present.contains(key.socketAddress())) {
      channels.remove(key, channel);
      channel.retire();
    }
  }

  private static Set<InetSocketAddress> addresses(Upstream upstream) {
    return upstream.endpoints().asList().stream()
        .map(Endpoint::socketAddress)
        .collect(Collectors.toSet());
  }
}
