package dev.switchboard.okhttp;

import dev.switchboard.time.Clock;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import org.jspecify.annotations.Nullable;

/**
 * The connection that an OkHttp call holds between two tries, and that the next try has to leave
 * (see {@link RedirectingSocketFactory}). There is one of these per OkHttp call, because an
 * interceptor of the application may send its call through ours again.
 */
final class HeldConnection extends EventListener {

  private final Clock clock;
  private volatile @Nullable EndpointChannel channel;
  private volatile boolean mustBeAlive;
  private volatile @Nullable Connection connection;
  private volatile @Nullable EndpointChannel left;

  private HeldConnection(Clock clock) {
    this.clock = clock;
  }

  /** What {@code call} holds. To be asked on the call's thread. */
  static HeldConnection of(Call call, Clock clock) {
    return call.tag(
        HeldConnection.class,
        () -> {
          HeldConnection held = new HeldConnection(clock);
          call.addEventListener(held);
          return held;
        });
  }

  /**
   * The next try goes through {@code next}.
   *
   * @param onlyAlive whether a kept connection must be looked at first, because the request may not
   *     be sent again on another if it proves closed
   */
  void moveTo(EndpointChannel next, boolean onlyAlive) {
    Connection last = connection;
    EndpointChannel lastChannel = channel;
    if (last != null && lastChannel != null) {
      lastChannel.leave(last);
      left = lastChannel;
      connection = null;
    }
    channel = next;
    mustBeAlive = onlyAlive;
  }

  @Override
  public void connectionAcquired(Call call, Connection acquired) {
    connection = acquired;
    EndpointChannel current = channel;
    if (mustBeAlive && current != null) {
      current.closeIfStale(acquired, clock.nanos());
    }
  }

  @Override
  public void connectionReleased(Call call, Connection released) {
    EndpointChannel lastChannel = left;
    EndpointChannel current = channel;
    if (lastChannel != null) {
      lastChannel.left(released);
      left = null;
    } else if (current != null) {
      current.kept(released, clock.nanos());
    }
    if (connection == released) {
      connection = null;
    }
  }

  @Override
  public void callEnd(Call call) {
    over();
  }

  @Override
  public void callFailed(Call call, IOException e) {
    over();
  }

  private void over() {
    EndpointChannel last = channel;
    if (last != null) {
      last.callEnded();
    }
  }
}
