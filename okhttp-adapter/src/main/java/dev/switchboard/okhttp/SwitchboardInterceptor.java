package dev.switchboard.okhttp;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.X509TrustManager;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, Function<Request, @Nullable String>> keys;
  private final Trace trace;
  private final Channels channels;

  private SwitchboardInterceptor(
      Switchboard switchboard,
      Map<String, Function<Request, @Nullable String>> keys,
      Trace trace,
      Channels channels) {
    this.switchboard = switchboard;
    this.keys = keys;
    this.trace = trace;
    this.channels = channels;
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
    return new SwitchboardInterceptor(
        Objects.requireNonNull(switchboard, "switchboard"), Map.of(), Trace.NONE, new Channels());
  }

  /**
   * This, for requests that carry one more key. The keys by which a balancer may choose an endpoint
   * are a request's headers; this is for what stands elsewhere, such as in the URL or a tag:
   *
   * <pre>{@code
   * SwitchboardInterceptor.of(switchboard)
   *     .withKey("tenant", request -> request.url().queryParameter("tenant"))
   * }</pre>
   *
   * @param name the key's name; a header of that name no longer counts
   * @param value its value, or null for a request without; called on the thread of the call,
   *     perhaps several times
   */
  public SwitchboardInterceptor withKey(String name, Function<Request, @Nullable String> value) {
    Map<String, Function<Request, @Nullable String>> all = new HashMap<>(keys);
    all.put(name, Objects.requireNonNull(value, "value"));
    return new SwitchboardInterceptor(switchboard, Map.copyOf(all), trace, channels);
  }

  /** This, with a trace of each call. */
  public SwitchboardInterceptor withObservations(CallObservations observations) {
    return new SwitchboardInterceptor(switchboard, keys, observations.trace(), channels);
  }

  /**
   * A client like {@code client} that calls aliases through this, which is its last interceptor.
   *
   * <p>The same as to add it, but for calls over TLS to aliases without a dot, which cost less. The
   * JDK leaves such a name out of the handshake (SNI), so this puts it there: here by the client's
   * own SSL socket factory, otherwise by one that replaces it for each call, and then OkHttp
   * indexes all roots of trust for each call, which with those of the JDK allocates 60 KiB. What is
   * trusted stays as it is.
   *
   * <p>Over TLS it shares no connections with {@code client}, since their factories differ.
   */
  public OkHttpClient client(OkHttpClient client) {
    OkHttpClient.Builder builder = client.newBuilder().addInterceptor(this);
    X509TrustManager trust = client.x509TrustManager();
    if (trust != null) { // it may be for clear text only
      builder.sslSocketFactory(SniSocketFactory.over(client.sslSocketFactory()), trust);
    }
    return builder.build();
  }

  private @Nullable String key(Request request, String name) {
    Function<Request, @Nullable String> own = keys.get(name);
    return own == null ? request.header(name) : own.apply(request);
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
    return dialer.isEmpty() ? chain.proceed(request) : call(dialer.get(), chain);
  }

  private Response call(Dialer dialer, Chain chain) throws IOException {
    Request request = chain.request();
    Trace traced = trace.of(request, dialer.upstream().alias());
    HttpCall call = new HttpCall(dialer, name -> key(request, name), traced, channels, chain);
    Response response;
    try {
      response = call.execute();
    } catch (Throwable e) { // also an InterruptedException, which OkHttp does not declare
      traced.end(null, e);
      throw e;
    }
    traced.end(response, null);
    return response;
  }
}
