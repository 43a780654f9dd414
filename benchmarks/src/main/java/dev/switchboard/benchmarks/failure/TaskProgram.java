package dev.switchboard.benchmarks.failure;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.switchboard.benchmarks.calls.GrpcServers;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/** What runs in a {@link Task}: an HTTP and a gRPC server, whose answers take a little. */
final class TaskProgram {

  /** How many connections that nobody accepts the kernel keeps; {@link Task} fills them up. */
  private static final int BACKLOG = 512;

  private static final Duration ANSWER_TAKES = Duration.ofMillis(20);

  private TaskProgram() {}

  /**
   * Starts both, prints a line and ends with its input.
   *
   * @param args the address, the port for HTTP and that for gRPC
   */
  public static void main(String[] args) throws IOException {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // else 40 ms for an acknowledgement
    startHttp(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
    startGrpc(new InetSocketAddress(args[0], Integer.parseInt(args[2])));
    System.out.println("listening");
    while (System.in.read() >= 0) {
      // Nothing is ever written.
    }
    System.exit(0); // servers' threads are no daemons
  }

  private static void startHttp(InetSocketAddress address) throws IOException {
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", TaskProgram::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    work();
    exchange.sendResponseHeaders(200, 5);
    exchange.getResponseBody().write("seven".getBytes(StandardCharsets.US_ASCII));
    exchange.close();
  }

  private static void startGrpc(InetSocketAddress address) throws IOException {
    NettyServerBuilder.forAddress(address, InsecureServerCredentials.create())
        .withOption(ChannelOption.SO_BACKLOG, BACKLOG)
        .addService(
            ServerServiceDefinition.builder("shop.Orders")
                .addMethod(GrpcServers.ECHO, ServerCalls.asyncUnaryCall(TaskProgram::echo))
                .build())
        .build()
        .start();
  }

  private static void echo(byte[] request, StreamObserver<byte[]> answers) {
    work();
    answers.onNext(request);
    answers.onCompleted();
  }

  private static void work() {
    try {
      Thread.sleep(ANSWER_TAKES.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
