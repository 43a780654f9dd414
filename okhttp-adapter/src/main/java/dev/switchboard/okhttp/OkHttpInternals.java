package dev.switchboard.okhttp;

import java.io.IOException;
import okhttp3.Connection;
import okhttp3.internal.connection.RealConnection;

/**
 * The one place that touches what OkHttp calls internal.
 *
 * <p>A call keeps its connection from one {@code proceed} to the next, and uses it again if the URL
 * has the same host and port. Under an alias it always has, so a retry would go to the endpoint
 * that just failed. Nothing public makes a call let go of its connection.
 */
final class OkHttpInternals {

  private OkHttpInternals() {}

  /**
   * Makes the call that has {@code connection} look for another one. Other calls on it end as they
   * would, and no new ones begin. Should OkHttp change inside, the connection is closed instead.
   */
  static void letGo(Connection connection) {
    try {
      ((RealConnection) connection).noNewExchanges();
    } catch (ClassCastException | LinkageError e) {
      try {
        connection.socket().close();
      } catch (IOException ignored) {
        // It is broken, which is as good as closed.
      }
    }
  }
}
