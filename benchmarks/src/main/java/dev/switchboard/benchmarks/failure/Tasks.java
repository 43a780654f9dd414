package dev.switchboard.benchmarks.failure;

import dev.switchboard.benchmarks.calls.HaProxy;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Three tasks at addresses of their own, with the same ports. */
final class Tasks implements AutoCloseable {

  private static final List<String> HOSTS = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");

  private final List<Task> tasks = new ArrayList<>();
  private final int httpPort = freePort();
  private final int grpcPort = freePort();
  private final int proxyPort = freePort();
  private final List<HaProxy> proxies = new ArrayList<>();

  private Tasks() throws IOException {}

  /** Starts them, with a proxy in front of each where there is HAProxy. */
  static Tasks start() throws Exception {
    Tasks three = new Tasks();
    try {
      three.startAll();
      return three;
    } catch (Exception e) {
      three.close();
      throw e;
    }
  }

  private void startAll() throws Exception {
    for (String host : HOSTS) {
      tasks.add(Task.start(host, httpPort, grpcPort));
    }
    for (Task task : tasks) {
      task.await();
      if (HaProxy.isInstalled()) {
        HaProxy proxy = HaProxy.inFrontOf(task.endpoint(proxyPort), task.endpoint(httpPort));
        proxies.add(proxy);
        task.add(proxy.process(), proxyPort);
      }
    }
  }

  /** A port that no address of this machine uses. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(null);
      return socket.getLocalPort();
    }
  }

  int httpPort() {
    return httpPort;
  }

  List<Endpoint> http() {
    return HOSTS.stream().map(host -> Endpoint.of(host, httpPort)).toList();
  }

  List<Endpoint> grpc() {
    return HOSTS.stream().map(host -> Endpoint.of(host, grpcPort)).toList();
  }

  List<InetAddress> addresses() {
    return http().stream().map(endpoint -> endpoint.socketAddress().getAddress()).toList();
  }

  /** Where the proxies in front of them listen. */
  List<Endpoint> proxies() {
    return tasks.stream().map(task -> task.endpoint(proxyPort)).toList();
  }

  /** The one that will fail. */
  Task victim() {
    return tasks.get(1);
  }

  @Override
  public void close() throws IOException {
    for (Task task : tasks) {
      task.close();
    }
    for (HaProxy proxy : proxies) {
      proxy.close();
    }
  }
}
