package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Endpoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * As much of an HTTP/2 server (RFC 9113, prior knowledge) as it takes to say things at a time of
 * the test's choice: streams wait until the test answers them or sends GOAWAY. For one connection.
 */
final class Http2Peer implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** HPACK's static table has it at 8: {@code :status 200}. */
  private static final byte[] STATUS_200 = {(byte) 0x88};

  private final RawServer server = new RawServer(this::serve);
  private final BlockingQueue<Integer> streams = new LinkedBlockingQueue<>();
  private volatile DataOutputStream out = new DataOutputStream(DataOutputStream.nullOutputStream());

  Http2Peer() throws IOException {}

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    in.readFully(new byte["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length()]);
    write(SETTINGS, 0, 0, new byte[0]);
    while (true) {
      int lengthAndType = in.readInt();
      int flags = in.readByte();
      int stream = in.readInt();
      in.readFully(new byte[lengthAndType >>> 8]);
      int type = lengthAndType & 0xff;
      if (type == HEADERS) {
        streams.add(stream);
      } else if (type == SETTINGS && (flags & ACK) == 0) {
        write(SETTINGS, ACK, 0, new byte[0]);
      }
    }
  }

  private synchronized void write(int type, int flags, int stream, byte[] payload)
      throws IOException {
    out.writeInt(payload.length << 8 | type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
    out.flush();
  }

  Endpoint endpoint() {
    return server.endpoint();
  }

  /** The stream of the next request. */
  int nextStream() throws InterruptedException {
    Integer stream = streams.poll(10, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no request came");
    }
    return stream;
  }

  void answer(int stream, String body) throws IOException {
    write(HEADERS, END_HEADERS, stream, STATUS_200);
    write(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.US_ASCII));
  }

  /** Streams after {@code last} were not looked at, and no new ones will be. */
  void goAway(int last) throws IOException {
    byte[] payload = {0, 0, 0, (byte) last, 0, 0, 0, 0};
    write(GOAWAY, 0, 0, payload);
  }

  /** All its sockets close. */
  void kill() throws IOException {
    server.close();
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
