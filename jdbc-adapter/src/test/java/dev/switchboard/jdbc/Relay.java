package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The network between a driver and a real server: passes everything on, until it is told to fail.
 */
final class Relay implements Closeable {

  private final int target;
  private final InetAddress address;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private volatile @Nullable ServerSocket listening;
  private volatile boolean silent;
  private final AtomicInteger accepted = new AtomicInteger();

  Relay(int target) throws IOException {
    this(target, InetAddress.getLoopbackAddress());
  }

  /** Listens at {@code address}. */
  Relay(int target, InetAddress address) throws IOException {
    this.target = target;
    this.address = address;
    ServerSocket first = new ServerSocket(0, 200, address);
    port = first.getLocalPort();
    listening = first;
    daemon(() -> accept(first));
  }

  Endpoint endpoint() {
    return Endpoint.of(address.getHostAddress(), port);
  }

  /** Connections so far. */
  int accepted() {
    return accepted.get();
  }

  /** Connections open now. */
  int open() {
    return clients.size();
  }

  private void accept(ServerSocket from) {
    while (true) {
      try {
        Socket client = from.accept();
        accepted.incrementAndGet();
        sockets.add(client);
        clients.add(client);
        daemon(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      daemon(() -> pass(server, client));
      pass(client, server);
    } catch (IOException e) {
      close(client);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, read);
        }
      }
    } catch (IOException e) {
      // One of them is gone.
    } finally {
      close(from);
      close(to);
    }
  }

  /** From now on nothing comes through, and nobody hears why. */
  void hang() {
    silent = true;
  }

  /** Everything works again. */
  void recover() {
    silent = false;
  }

  /** Resets what is open and refuses what is new, as the port of a killed process does. */
  void kill() throws IOException {
    ServerSocket open = listening;
    if (open != null) {
      open.close();
    }
    cut();
  }

  /** Resets what is open. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // closed already
      }
      close(socket);
    }
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    clients.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed, or as good as.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
