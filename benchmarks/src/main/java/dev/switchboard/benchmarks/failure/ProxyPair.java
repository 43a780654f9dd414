package dev.switchboard.benchmarks.failure;

import dev.switchboard.benchmarks.calls.HaProxy;
import dev.switchboard.endpoint.Endpoint;
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
 * and one in front of each task.
 */
final class ProxyPair implements Way {

  private static final long LOOK_MILLIS = 50;

  private final HaProxy beside;
  private final Way client;
  private final List<Endpoint> tasks;
  private final long[] chosen;
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
  private @Nullable Future<?> watch;

  private ProxyPair(HaProxy beside, Way client, List<Endpoint> tasks) {
    this.beside = beside;
    this.client = client;
    this.tasks = tasks;
    this.chosen = new long[tasks.size()];
  }

  /** The one beside the client, and the client. */
  static Way throughBoth(Tasks three, Consumer<InetSocketAddress> sent) throws Exception {
    HaProxy beside = HaProxy.besideClient(HaProxy.freePlace(), three.proxies());
    Way client = HttpWay.throughProxy(beside.endpoint().port());
    ProxyPair pair = new ProxyPair(beside, client, three.proxies());
    pair.watch(sent);
    return pair;
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
      String start = "orders," + tasks.get(i) + ",";
      String line = lines.stream().filter(l -> l.startsWith(start)).findFirst().orElseThrow();
      long now = Long.parseLong(line.split(",", -1)[column]);
      for (; chosen[i] < now; chosen[i]++) {
        sent.accept(tasks.get(i).socketAddress());
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
