package dev.switchboard.examples.redis;

import dev.switchboard.endpoint.Endpoint;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** A real Redis server on loopback that keeps nothing. */
final class RedisServer {

  private static final int STARTS_WITHIN_MILLIS = 10_000;

  private final Process process;
  private final int port;

  private RedisServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static boolean isInstalled() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> new File(folder, "redis-server").canExecute());
  }

  static RedisServer start() throws IOException, InterruptedException {
    int port = freePort();
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectErrorStream(true)
            .start();
    for (int waited = 0; !accepts(port); waited += 20) {
      if (waited > STARTS_WITHIN_MILLIS || !process.isAlive()) {
        process.destroyForcibly();
        throw new IOException("redis-server does not start on port " + port);
      }
      Thread.sleep(20);
    }
    return new RedisServer(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", port);
  }

  void stop() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
