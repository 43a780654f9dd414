package dev.switchboard.grpc;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port whose connections are never answered, because its backlog is full. */
final class BlackHole implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Socket> fillers = new ArrayList<>();

  BlackHole() throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    while (true) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(socket.getLocalSocketAddress(), 200);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    for (Socket filler : fillers) {
      filler.close();
    }
    socket.close();
  }
}
