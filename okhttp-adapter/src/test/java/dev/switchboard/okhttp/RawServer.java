package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that does with its sockets what no decent server does. One thread per connection. */
final class RawServer implements AutoCloseable {

  /** What to do with one connection; it is closed afterwards. */
  interface Handler {
    void serve(Socket socket) throws IOException;
  }

  private final ServerSocket listening;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();

  RawServer(Handler handler) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(() -> accept(handler));
  }

  private void accept(Handler handler) {
    while (true) {
      try {
        Socket socket = listening.accept();
        accepted.add(socket);
        if (listening.isClosed()) {
          socket.close(); // close() may not have seen it
        }
        daemon(() -> serve(handler, socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Handler handler, Socket socket) {
    try (socket) {
      handler.serve(socket);
    } catch (IOException e) {
      // The client closed it, or the test did.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", listening.getLocalPort());
  }

  /** Connections so far. */
  int connections() {
    return accepted.size();
  }

  /** Reads one HTTP/1 request, whose body is as long as its header says. */
  static String readRequest(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.append((char) next);
    }
    int length = head.indexOf("Content-Length: ");
    if (length >= 0) {
      String number = head.substring(length + 16, head.indexOf("\r\n", length));
      in.readNBytes(Integer.parseInt(number));
    }
    return head.toString();
  }

  /** Writes one HTTP/1 answer, after which the connection may be kept. */
  static void answer(Socket socket, String body) throws IOException {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }
}
