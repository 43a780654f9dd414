package dev.switchboard.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of loopback where a connect gets no answer, as of a host that is gone or behind a
 * firewall: for tests of time limits. It works by a backlog that is full, as Linux leaves such a
 * connect unanswered.
 *
 * <pre>{@code
 * try (BlackHole hole = new BlackHole()) {
 *   cloudMap.register("prod", "orders", "task-2", "127.0.0.1", hole.port());
 *   ...
 * }
 * }</pre>
 */
public final class BlackHole implements Closeable {

  private static final int ANSWER_MILLIS = 200;

  private final ServerSocket socket;
  private final List<Socket> backlog = new ArrayList<>();

  /**
   * One at a port that is free.
   *
   * @throws IOException if there is none
   */
  public BlackHole() throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    boolean full = false;
    while (!full) {
      Socket next = new Socket();
      backlog.add(next);
      try {
        next.connect(socket.getLocalSocketAddress(), ANSWER_MILLIS);
      } catch (SocketTimeoutException e) {
        full = true;
      }
    }
  }

  /** The port, of 127.0.0.1. */
  public int port() {
    return socket.getLocalPort();
  }

  /** From now on the port refuses a connect. */
  @Override
  public void close() throws IOException {
    for (Socket each : backlog) {
      each.close();
    }
    socket.close();
  }
}
