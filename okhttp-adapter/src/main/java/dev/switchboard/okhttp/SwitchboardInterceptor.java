package dev.switchboard.okhttp;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Sends requests to aliases through a {@link Switchboard}; requests to other hosts pass untouched.
 *
 * <pre>{@code
 * OkHttpClient http = new OkHttpClient.Builder()
 *     .addInterceptor(SwitchboardInterceptor.of(switchboard))
 *     .build();
 * }</pre>
 *
 * <p>To be added as an application interceptor, last, so that the others see one call and not its
 * tries. The URL stays on the alias: so do the Host header, cookies, the cache key and the name the
 * certificate must carry. Each endpoint has a connection pool of its own. Proxies and socket
 * factories of the client do not apply to aliases.
 *
 * <p>Safe for any thread.
 */
public final class SwitchboardInterceptor implements Interceptor {

  private final Switchboard switchboard;
  private final Channels channels = new Channels();

  private SwitchboardInterceptor(Switchboard switchboard) {
    this.switchboard = switchboard;
  }

  /**
   * An interceptor that sends aliases through {@code switchboard}.
   *
   * @throws IllegalStateException if the OkHttp on the class path is older than 5.4.0
   */
  public static SwitchboardInterceptor of(Switchboard switchboard) {
    try {
      Chain.class.getMethod("withDns", Dns.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "Switchboard needs OkHttp 5.4.0 or newer, but finds "
              + versionFound()
              + ". Depend on com.squareup.okhttp3:okhttp-jvm:5.5.1, and exclude"
              + " com.squareup.okhttp3:okhttp where another library brings it.",
          e);
    }
    return new SwitchboardInterceptor(Objects.requireNonNull(switchboard, "switchboard"));
  }

  private static String versionFound() {
    try {
      return OkHttp.VERSION;
    } catch (NoClassDefFoundError e) {
      return "one older than 4.0"; // which had no such class
    }
  }

  private Optional<Dialer> dialer(HttpUrl url) throws IOException {
    try {
      return switchboard.dialer(url.host(), url.port());
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e); // as a call fails; enqueue dies of all else
    }
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Optional<Dialer> dialer = dialer(request.url());
    return dialer.isEmpty()
        ? chain.proceed(request)
        : new HttpCall(dialer.get(), channels, chain).execute();
  }
}
