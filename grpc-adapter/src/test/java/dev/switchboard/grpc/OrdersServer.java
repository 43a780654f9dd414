package dev.switchboard.grpc;

import dev.switchboard.endpoint.Endpoint;
import io.grpc.Attributes;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerCredentials;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A task of the orders service: a real server on loopback that misbehaves when told to. */
final class OrdersServer extends Orders implements AutoCloseable {

  private final String name;
  private final Server server;
  private final InetSocketAddress address;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Calls that came, of all kinds. */
  final AtomicInteger calls = new AtomicInteger();

  private final AtomicInteger connections = new AtomicInteger();
  private volatile @Nullable Status refusal;
  private volatile boolean hangs;
  private volatile long delayMillis;

  private OrdersServer(String name, String ip, int port, ServerCredentials credentials)
      throws IOException {
    this.name = name;
    ServerBuilder<?> builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(ip, port), credentials)
            .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
            .addTransportFilter(
                new ServerTransportFilter() {
                  @Override
                  public Attributes transportReady(Attributes transport) {
                    connections.incrementAndGet();
                    return transport;
                  }

                  @Override
                  public void transportTerminated(@Nullable Attributes transport) {
                    if (transport != null) { // else it ended before it was ready
                      connections.decrementAndGet();
                    }
                  }
                });
    server = builder.addService(definition()).intercept(new InteropTest.Echo()).build().start();
    address = (InetSocketAddress) server.getListenSockets().get(0);
  }

  static OrdersServer start(String name) throws IOException {
    return start(name, 0);
  }

  static OrdersServer start(String name, int port) throws IOException {
    return new OrdersServer(name, "127.0.0.1", port, InsecureServerCredentials.create());
  }

  static OrdersServer start(String name, ServerCredentials credentials) throws IOException {
    return new OrdersServer(name, "127.0.0.1", 0, credentials);
  }

  int port() {
    return server.getPort();
  }

  Endpoint endpoint() {
    return Endpoint.of(address.getAddress().getHostAddress(), address.getPort());
  }

  /** Connections that are open. */
  int connections() {
    return connections.get();
  }

  /** Answers everything with this from now on. */
  void refuse(Status status) {
    refusal = status;
  }

  /** Accepts calls and answers none. */
  void hang() {
    hangs = true;
  }

  /** Thinks for so long from now on. */
  void delay(long millis) {
    delayMillis = millis;
  }

  void recover() {
    refusal = null;
    hangs = false;
    delayMillis = 0;
  }

  @Override
  void answer(String request, StreamObserver<String> answers) {
    calls.incrementAndGet();
    try {
      if (hangs) {
        closed.await();
        return;
      }
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (refusal != null) {
      answers.onError(refusal.asRuntimeException());
    } else {
      answers.onNext(name);
      answers.onCompleted();
    }
  }

  @Override
  void echo(String request, StreamObserver<String> answers) {
    answers.onNext(name + " " + request);
    answers.onCompleted();
  }

  @Override
  void list(String request, StreamObserver<String> answers) {
    calls.incrementAndGet();
    for (int i = 0; i < Integer.parseInt(request); i++) {
      answers.onNext(name);
    }
    if (refusal != null) {
      answers.onError(refusal.asRuntimeException());
    } else {
      answers.onCompleted();
    }
  }

  @Override
  StreamObserver<String> upload(StreamObserver<String> answers) {
    calls.incrementAndGet();
    AtomicInteger count = new AtomicInteger();
    return new StreamObserver<>() {
      @Override
      public void onNext(String message) {
        count.incrementAndGet();
      }

      @Override
      public void onError(Throwable e) {}

      @Override
      public void onCompleted() {
        answers.onNext(name + " " + count.get());
        answers.onCompleted();
      }
    };
  }

  /** Sends each message back; {@code fail} ends it with {@code UNAVAILABLE}. */
  @Override
  StreamObserver<String> chat(StreamObserver<String> answers) {
    calls.incrementAndGet();
    return new StreamObserver<>() {
      @Override
      public void onNext(String message) {
        if (message.equals("fail")) {
          answers.onError(Status.UNAVAILABLE.withDescription("as told").asRuntimeException());
        } else {
          answers.onNext(name + " " + message);
        }
      }

      @Override
      public void onError(Throwable e) {}

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  /** Lets calls under way end, and says so to its clients first. */
  void stopGracefully() throws InterruptedException {
    closed.countDown();
    server.shutdown();
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " did not stop");
    }
  }

  /** Dies: its connections break, its port refuses. */
  @Override
  public void close() {
    closed.countDown();
    server.shutdownNow();
    try {
      if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new AssertionError(name + " did not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
