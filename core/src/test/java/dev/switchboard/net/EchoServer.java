package dev.switchboard.net;

import dev.switchboard.endpoint.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sends back what it gets, on a thread per connection. */
final class EchoServer implements Closeable {

  private final ServerSocket listening;

  EchoServer() throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
  }

  EchoServer(ServerSocket listening) {
    this.listening = listening;
    daemon(this::accept);
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = listening.accept();
        daemon(() -> echo(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The client closed it, or its handshake failed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    thread.start();
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", listening.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
