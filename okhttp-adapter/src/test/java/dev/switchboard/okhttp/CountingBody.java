package dev.switchboard.okhttp;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** A body of three bytes that knows how often it was asked to write itself. */
class CountingBody extends RequestBody {

  private final AtomicInteger writes = new AtomicInteger();

  int writes() {
    return writes.get();
  }

  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    writes.incrementAndGet();
    sink.write(new byte[] {1, 2, 3});
  }

  /** Read from something that can be read once. */
  static final class OneShot extends CountingBody {
    @Override
    public boolean isOneShot() {
      return true;
    }
  }

  /** Still being written while the answer is read. */
  static final class Duplex extends CountingBody {
    @Override
    public boolean isDuplex() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      super.writeTo(sink);
      sink.close();
    }
  }
}
