package dev.switchboard.upstream;

import java.util.concurrent.atomic.LongAdder;

/**
 * What has gone through the connections of one alias, as far as adapters count it. Counted and read
 * by any thread, without locks: bytes are too many for events.
 */
public final class Traffic {

  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder tlsFailed = new LongAdder();

  Traffic() {}

  /** A connection came about. */
  public void connectionOpened() {
    opened.increment();
  }

  /** It is closed. To be told once for each that was opened. */
  public void connectionClosed() {
    closed.increment();
  }

  /** So many bytes came from an endpoint. */
  public void received(long bytes) {
    received.add(bytes);
  }

  /** So many bytes went to an endpoint. */
  public void sent(long bytes) {
    sent.add(bytes);
  }

  /** A TLS handshake with an endpoint failed. */
  public void tlsFailed() {
    tlsFailed.increment();
  }

  /** TLS handshakes that failed since the alias was first dialed. */
  public long tlsFailures() {
    return tlsFailed.sum();
  }

  /** Connections opened since the alias was first dialed. */
  public long connections() {
    return opened.sum();
  }

  /** Connections opened and not closed. */
  public long activeConnections() {
    long gone = closed.sum(); // read first, or one that comes and goes meanwhile counts as -1
    return opened.sum() - gone;
  }

  /** Bytes received since the alias was first dialed. */
  public long bytesReceived() {
    return received.sum();
  }

  /** Bytes sent since the alias was first dialed. */
  public long bytesSent() {
    return sent.sum();
  }
}
