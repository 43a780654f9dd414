package dev.switchboard.grpc;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server behind a relay that can die as a killed process does: its connections are reset. */
final class Proxied implements AutoCloseable {

  private final ServerSocket socket;
  private final InetSocketAddress server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile int connections;

  Proxied(OrdersServer behind) throws IOException {
    server = behind.endpoint().socketAddress();
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", socket.getLocalPort());
  }

  int connections() {
    return connections;
  }

  private void accept() {
    try {
      while (true) {
        Socket in = socket.accept();
        Socket out = new Socket(server.getAddress(), server.getPort());
        open.add(in);
        open.add(out);
        connections = open.size() / 2;
        start(() -> relay(in, out));
        start(() -> relay(out, in));
      }
    } catch (IOException e) {
      // Killed, or it refuses.
    }
  }

  private static void relay(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // Killed, or one of them closed.
    }
  }

  /** Refuses new connections; those that are open go on. */
  void refuse() throws IOException {
    socket.close();
  }

  /** Resets all connections and refuses new ones. */
  void kill() throws IOException {
    socket.close();
    for (Socket connection : open) {
      if (!connection.isClosed()) {
        connection.setSoLinger(true, 0); // a reset instead of an orderly end
        connection.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
