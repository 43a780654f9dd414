package dev.switchboard.examples.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A task of the shop: a real HTTP server for orders and a real gRPC server for prices on loopback,
 * with three ways to misbehave.
 */
final class Task {

  private enum Mood {
    SERVING,
    HANGING,
    REFUSING
  }

  private final String id;
  private final HttpServer orders;
  private final Server prices;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** A task may die at any time but this: who has the half of an answer is not asked again. */
  private final ReadWriteLock answering = new ReentrantReadWriteLock();

  private volatile Mood mood = Mood.SERVING;

  private Task(String id) {
    this.id = id;
    try {
      InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      orders = HttpServer.create(anyPort, 0);
      prices =
          NettyServerBuilder.forAddress(anyPort)
              .addService(Prices.service((item, answers) -> answer(answers)))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    orders.createContext("/items/", this::answer);
    orders.setExecutor(threads);
    orders.start();
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
      answering.readLock().lock();
      try {
        byte[] body = ("answered by " + id).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(mood == Mood.REFUSING ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
      } finally {
        answering.readLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hanging is for HTTP alone: gRPC has no timeout for single tries that would notice. */
  private void answer(StreamObserver<String> answers) {
    if (mood == Mood.REFUSING) {
      answers.onError(Status.UNAVAILABLE.asRuntimeException());
    } else {
      answers.onNext("answered by " + id);
      answers.onCompleted();
    }
  }

  String id() {
    return id;
  }

  String ip() {
    return orders.getAddress().getAddress().getHostAddress();
  }

  int ordersPort() {
    return orders.getAddress().getPort();
  }

  int pricesPort() {
    return prices.getPort();
  }

  /** Accepts requests of HTTP and answers none. */
  void hang() {
    mood = Mood.HANGING;
  }

  /** Answers every request with 503, and every call with UNAVAILABLE. */
  void refuse() {
    mood = Mood.REFUSING;
  }

  void recover() {
    mood = Mood.SERVING;
  }

  /** Dies: its connections break, its ports refuse. */
  void stop() {
    stopped.countDown();
    answering.writeLock().lock(); // and keeps it
    orders.stop(0);
    prices.shutdownNow();
    threads.shutdownNow();
  }
}
