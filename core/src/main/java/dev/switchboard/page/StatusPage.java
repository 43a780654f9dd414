package dev.switchboard.page;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.Switchboard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A page that shows what a {@link Switchboard} does, live: per alias its endpoints, their state and
 * why, calls, failures, latencies, retries and ejections of the last three minutes. Read only, on
 * the JDK's own HTTP server, and on loopback only: who is not on this host does not reach it but
 * through a tunnel. {@code /snapshot.json} is the same for programs, as {@link SnapshotJson} says.
 *
 * <pre>{@code
 * StatusPage page = StatusPage.start(switchboard, 9900);
 * System.out.println(page.uri());
 * }</pre>
 *
 * <p>It remembers what happens from its start on, of 100 aliases and 1,000 endpoints, in some 20 MB
 * at the most; of others it shows no rates. Its threads are daemons. Needs the module {@code
 * jdk.httpserver}, which every JDK has.
 */
public final class StatusPage implements AutoCloseable {

  private final Switchboard switchboard;
  private final History history;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2, StatusPage::daemon);

  private StatusPage(Switchboard switchboard, HttpServer server) {
    this.switchboard = switchboard;
    this.server = server;
    this.history = new History(switchboard.clock()::nanos);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "switchboard-page");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to show {@code switchboard}, at a port that is free. */
  public static StatusPage start(Switchboard switchboard) {
    return start(switchboard, 0);
  }

  /**
   * Begins to show {@code switchboard}.
   *
   * @param port where, 0 for any that is free
   * @throws UncheckedIOException if the port is taken
   * @throws IllegalArgumentException if it is not within 0 to 65535
   */
  public static StatusPage start(Switchboard switchboard, int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      StatusPage page = new StatusPage(switchboard, HttpServer.create(address, 0));
      page.run();
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the page cannot be shown at port " + port + "; choose another, or 0 for any", e);
    }
  }

  private void run() {
    server.setExecutor(threads);
    server.createContext("/", new PageHandler(this::live, this::snapshot));
    switchboard.addListener(history);
    // The server's own thread is a daemon if the one that starts it is.
    Thread starter = daemon(server::start);
    starter.start();
    try {
      starter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it starts all the same
    }
  }

  /** Where a browser on this host finds it. */
  public URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  private String live() {
    return LiveJson.of(switchboard.snapshot(), history, switchboard.clock().nanos());
  }

  private String snapshot() {
    return SnapshotJson.of(switchboard.snapshot());
  }

  /** Shows nothing any more. The switchboard goes on. */
  @Override
  public void close() {
    switchboard.removeListener(history);
    server.stop(0);
    threads.shutdownNow();
  }
}
