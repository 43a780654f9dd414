package dev.switchboard.net;

import dev.switchboard.upstream.Traffic;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** A socket that counts itself, and the bytes that go through it, as its alias's traffic. */
public class CountedSocket extends Socket {

  private final Traffic traffic;
  private final AtomicBoolean open = new AtomicBoolean();

  /** A socket that is not connected yet. */
  public CountedSocket(Traffic traffic) {
    this.traffic = traffic;
  }

  @Override
  public void connect(SocketAddress address, int timeoutMillis) throws IOException {
    super.connect(address, timeoutMillis);
    open.set(true);
    traffic.connectionOpened();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new CountedInput(super.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new CountedOutput(super.getOutputStream());
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what it adds needs no lock
  public void close() throws IOException {
    if (open.compareAndSet(true, false)) {
      traffic.connectionClosed();
    }
    super.close();
  }

  private final class CountedInput extends FilterInputStream {

    CountedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      traffic.received(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      traffic.received(Math.max(0, read));
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      long skipped = super.skip(bytes);
      traffic.received(skipped);
      return skipped;
    }
  }

  private final class CountedOutput extends FilterOutputStream {

    CountedOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      traffic.sent(1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      out.write(buffer, offset, length); // the class above would write byte by byte
      traffic.sent(length);
    }
  }
}
