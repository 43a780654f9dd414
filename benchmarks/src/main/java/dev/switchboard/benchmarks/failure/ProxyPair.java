package dev.switchboard.benchmarks.failure;

import dev.switchboard.benchmarks.calls.HaProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a call goes through with Service Connect: a proxy beside the client, which chooses a task,
 * and one in front of each task. HAProxy does what is documented of Envoy there: in turn; two
 * retries, elsewhere, after a connection that does not come about or a 503; 15 s for a request; a
 * task with five failures in a row is out, for up to 30 s. The time to connect is Envoy's default.
 */
final class ProxyPair implements Way {

  private static final String DEFAULTS =
      """
      defaults
        mode http
        backlog 512
        timeout client 5m
        timeout connect 5s
        timeout server 15s
        retries 2
        option redispatch 1
        retry-on conn-failure 503
        default-server check inter 30s rise 1 observe layer7 error-limit 5 on-error mark-down
      """;

  private static final long LOOK_MILLIS = 50;

  private final HaProxy beside;
  private final Way client;
  private final List<InetSocketAddress> tasks;
  private final long[] chosen;
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
  private @Nullable Future<?> watch;

  private ProxyPair(HaProxy beside, Way client, List<InetSocketAddress> tasks) {
    this.beside = beside;
    this.client = client;
    this.tasks = tasks;
    this.chosen = new long[tasks.size()];
  }

  /** The one in front of a task. */
  static HaProxy inFront(InetSocketAddress task, int port) throws Exception {
    return HaProxy.start(
        DEFAULTS
            + listen(task.getAddress().getHostAddress() + ":" + port)
            + "  server task "
            + text(task)
            + " no-check\n");
  }

  /** The one beside the client, and the client. */
  static Way throughBoth(Tasks three, Consumer<InetSocketAddress> sent) throws Exception {
    int port = Tasks.freePort();
    StringBuilder servers = new StringBuilder();
    for (InetSocketAddress task : three.proxies()) {
      servers.append("  server ").append(text(task)).append(' ').append(text(task)).append('\n');
    }
    HaProxy beside = HaProxy.start(DEFAULTS + listen("127.0.0.1:" + port) + servers);
    ProxyPair pair = new ProxyPair(beside, HttpWay.throughProxy(port), three.proxies());
    pair.watch(sent);
    return pair;
  }

  private static String listen(String place) {
    return "listen orders\n  bind " + place + "\n  balance roundrobin\n";
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private void watch(Consumer<InetSocketAddress> sent) {
    watch = looks.scheduleWithFixedDelay(() -> look(sent), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Tells where it has sent calls since it was last looked at. */
  private void look(Consumer<InetSocketAddress> sent) {
    List<String> lines;
    try {
      lines = beside.ask("show stat").lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int column = Arrays.asList(lines.get(0).split(",", -1)).indexOf("lbtot");
    for (int i = 0; i < tasks.size(); i++) {
      String start = "orders," + text(tasks.get(i)) + ",";
      String line = lines.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
      long now = Long.parseLong(line.split(",", -1)[column]);
      for (; chosen[i] < now; chosen[i]++) {
        sent.accept(tasks.get(i));
      }
    }
  }

  @Override
  public void call() throws Exception {
    client.call();
  }

  @Override
  public void close() throws IOException {
    if (watch == null || watch.isDone()) {
      throw new IOException("nobody has counted where HAProxy sends calls");
    }
    looks.shutdownNow();
    client.close();
    beside.close();
  }
}
