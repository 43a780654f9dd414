package dev.switchboard.examples.redis;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.net.SwitchboardSocketFactory;
import dev.switchboard.resolve.StaticResolver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A library that takes a socket factory: Jedis dials {@code redis:6379} on three real Redis
 * servers, and goes on when one of them is killed. Needs {@code redis-server} on the PATH.
 */
public final class Redis {

  private static final int CONNECTIONS = 30;

  private Redis() {}

  /** Runs it; exits with 1 if a connection failed. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (!RedisServer.isInstalled()) {
      System.out.println("There is no redis-server on the PATH; install Debian's redis-server.");
      return;
    }
    List<RedisServer> servers =
        List.of(RedisServer.start(), RedisServer.start(), RedisServer.start());
    List<Endpoint> endpoints = servers.stream().map(RedisServer::endpoint).toList();
    try (Switchboard switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(StaticResolver.of(Map.of("redis", endpoints)))
            .build()) {
      JedisSocketFactory sockets = jedis(SwitchboardSocketFactory.of(switchboard));
      int before = connect(sockets, switchboard);
      servers.get(0).stop();
      System.out.println("One server is killed.");
      int after = connect(sockets, switchboard);
      System.out.printf(
          "connections %d, failed %d%n", before + after, 2 * CONNECTIONS - before - after);
      System.exit(before + after == 2 * CONNECTIONS ? 0 : 1);
    } finally {
      servers.forEach(RedisServer::stop);
    }
  }

  /** What Jedis wants, made of what Switchboard has. */
  private static JedisSocketFactory jedis(SwitchboardSocketFactory sockets) {
    return () -> {
      try {
        return sockets.createSocket("redis", 6379);
      } catch (IOException e) {
        throw new JedisConnectionException(e);
      }
    };
  }

  /** Opens so many connections at once, and counts those that answer. */
  private static int connect(JedisSocketFactory sockets, Switchboard switchboard) {
    List<Jedis> open = new ArrayList<>();
    int answered = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
      Jedis jedis = new Jedis(sockets);
      open.add(jedis);
      answered += jedis.ping().equals("PONG") ? 1 : 0;
    }
    System.out.println(answered + " connections are open:");
    switchboard.snapshot().forEach(System.out::println);
    open.forEach(Jedis::close);
    return answered;
  }
}
