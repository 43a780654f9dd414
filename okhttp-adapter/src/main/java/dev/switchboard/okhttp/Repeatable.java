package dev.switchboard.okhttp;

import java.util.Set;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Which requests may safely be sent twice: those with an idempotent method, and those marked so.
 *
 * <pre>{@code
 * Request request = Repeatable.mark(new Request.Builder().url(url).post(body)).build();
 * }</pre>
 */
public final class Repeatable {

  /** The idempotent methods of RFC 9110, 9.2.2. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

  private static final Repeatable MARK = new Repeatable();

  private Repeatable() {}

  /** Marks a request: the application knows that it may be sent twice, whatever its method. */
  public static Request.Builder mark(Request.Builder request) {
    return request.tag(Repeatable.class, MARK);
  }

  static boolean is(Request request) {
    boolean allowed = METHODS.contains(request.method()) || request.tag(Repeatable.class) != null;
    return allowed && !hasOneShotBody(request);
  }

  /** Whether the body can be written only once, so that not even an unread one can be replayed. */
  static boolean hasOneShotBody(Request request) {
    RequestBody body = request.body();
    return body != null && (body.isOneShot() || body.isDuplex());
  }
}
