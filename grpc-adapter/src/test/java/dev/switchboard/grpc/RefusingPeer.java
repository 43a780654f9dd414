package dev.switchboard.grpc;

import dev.switchboard.endpoint.Endpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks as much HTTP/2 as it takes to refuse every stream: RST_STREAM with REFUSED_STREAM. */
final class RefusingPeer implements AutoCloseable {

  private static final int PREFACE_LENGTH = 24;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;

  private final ServerSocket socket;
  private final AtomicInteger refused = new AtomicInteger();

  RefusingPeer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "refusing-peer");
    thread.setDaemon(true);
    thread.start();
  }

  Endpoint endpoint() {
    return Endpoint.of("127.0.0.1", socket.getLocalPort());
  }

  int refused() {
    return refused.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      DataInputStream in = new DataInputStream(connection.getInputStream());
      DataOutputStream out = new DataOutputStream(connection.getOutputStream());
      in.readFully(new byte[PREFACE_LENGTH]);
      frame(out, 0, SETTINGS, 0, 0);
      while (true) {
        int length = (in.readUnsignedShort() << 8) | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.readFully(new byte[length]);
        if (type == SETTINGS && flags != ACK) {
          frame(out, 0, SETTINGS, ACK, 0);
        } else if (type == HEADERS) {
          refused.incrementAndGet();
          frame(out, 4, RST_STREAM, 0, stream);
          out.writeInt(REFUSED_STREAM);
        }
        out.flush();
      }
    } catch (IOException e) {
      // The client went away.
    }
  }

  private static void frame(DataOutputStream out, int length, int type, int flags, int stream)
      throws IOException {
    out.writeShort(length >> 8);
    out.writeByte(length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
