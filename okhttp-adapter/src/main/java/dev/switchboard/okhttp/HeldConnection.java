package dev.switchboard.okhttp;

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

  private volatile @Nullable EndpointChannel channel;
  private volatile @Nullable Connection connection;
  private volatile @Nullable EndpointChannel left;

  /** What {@code call} holds. To be asked on the call's thread. */
  static HeldConnection of(Call call) {
    return call.tag(
        HeldConnection.class,
        () -> {
          HeldConnection held = new HeldConnection();
          call.addEventListener(held);
          return held;
        });
  }

  /** The next try goes through {@code next}. */
  void moveTo(EndpointChannel next) {
    Connection last = connection;
    EndpointChannel lastChannel = channel;
    if (last != null && lastChannel != null) {
      lastChannel.leave(last);
      left = lastChannel;
      connection = null;
    }
    channel = next;
  }

  @Override
  public void connectionAcquired(Call call, Connection acquired) {
    connection = acquired;
  }

  @Override
  public void connectionReleased(Call call, Connection released) {
    EndpointChannel lastChannel = left;
    if (lastChannel != null) {
      lastChannel.left(released);
      left = null;
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
