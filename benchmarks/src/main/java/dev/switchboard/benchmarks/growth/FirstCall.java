package dev.switchboard.benchmarks.growth;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.testkit.CloudMapServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * How long a process takes from its start to the answer of its first call: through Switchboard and
 * Cloud Map, by asking Cloud Map with the AWS SDK and calling what it says, and without asking.
 */
public final class FirstCall implements Benchmark {

  private static final int ROUNDS = 25;
  private static final String SDK = "the AWS SDK and OkHttp";

  /** As its name says. */
  public FirstCall() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    HttpServer task = task();
    try (CloudMapServer cloudMap = CloudMapServer.start()) {
      int port = task.getAddress().getPort();
      cloudMap.register("prod", "orders", "task-1", "127.0.0.1", port);
      String registry = cloudMap.endpoint().toString();
      ByTurns<Double> turns =
          new ByTurns<Double>()
              .rival("Switchboard and OkHttp", () -> millis("switchboard", registry))
              .rival(SDK, () -> millis("sdk", registry))
              .rival("OkHttp to a known address", () -> millis("known", String.valueOf(port)));
      turns.play(effort.rounds(ROUNDS));
      Table table = new Table("", "milliseconds", "of " + SDK);
      turns
          .names()
          .forEach(
              name ->
                  table.row(
                      name,
                      String.format(Locale.ROOT, "%.0f", turns.median(name, millis -> millis)),
                      turns.ratio(name, SDK, millis -> millis).toString()));
      out.println(table);
    } finally {
      task.stop(0);
    }
  }

  private static HttpServer task() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static double millis(String way, String where) throws Exception {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                FirstCaller.class.getName(),
                way,
                where)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = process.inputReader().readLine();
    double millis = (System.nanoTime() - start) / 1e6;
    process.destroyForcibly().waitFor();
    if (!"204".equals(said)) {
      throw new IllegalStateException(way + " said " + said);
    }
    return millis;
  }
}
