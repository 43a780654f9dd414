package dev.switchboard.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A task of the orders service: a real HTTP server on loopback, with three ways to misbehave. */
final class Task {

  private enum Mood {
    SERVING,
    HANGING,
    REFUSING
  }

  private final String id;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Mood mood = Mood.SERVING;

  private Task(String id) {
    this.id = id;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/items/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  static Task start(String id) {
    return new Task(id);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (mood == Mood.HANGING) {
        stopped.await();
        return;
      }
      byte[] body = ("answered by " + id).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(mood == Mood.REFUSING ? 503 : 200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String id() {
    return id;
  }

  String ip() {
    return server.getAddress().getAddress().getHostAddress();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Accepts requests and answers none. */
  void hang() {
    mood = Mood.HANGING;
  }

  /** Answers every request with 503. */
  void refuse() {
    mood = Mood.REFUSING;
  }

  void recover() {
    mood = Mood.SERVING;
  }

  /** Dies: its connections break, its port refuses. */
  void stop() {
    stopped.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
