package dev.switchboard.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers the requests of browsers and programs. */
final class PageHandler implements HttpHandler {

  /**
   * Names of this host. A page elsewhere that has its own name resolve to loopback would send that
   * one, and must not read what stands here.
   */
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]+)?");

  private static final Set<String> METHODS = Set.of("GET", "HEAD");

  private final Supplier<String> live;
  private final Supplier<String> snapshot;

  PageHandler(Supplier<String> live, Supplier<String> snapshot) {
    this.live = live;
    this.snapshot = snapshot;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !OWN_HOST.matcher(host).matches()) {
        send(exchange, 421, "text/plain", "call this page as localhost\n");
      } else if (!METHODS.contains(exchange.getRequestMethod())) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", "this page is read only\n");
      } else {
        show(exchange, exchange.getRequestURI().getPath());
      }
    }
  }

  private void show(HttpExchange exchange, String path) throws IOException {
    switch (path) {
      case "/" -> send(exchange, 200, "text/html", resource("page.html"));
      case "/page.css" -> send(exchange, 200, "text/css", resource("page.css"));
      case "/page.js" -> send(exchange, 200, "text/javascript", resource("page.js"));
      case "/live.json" -> send(exchange, 200, "application/json", live.get());
      case "/snapshot.json" -> send(exchange, 200, "application/json", snapshot.get());
      default -> send(exchange, 404, "text/plain", "there is only / and /snapshot.json\n");
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String resource(String name) throws IOException {
    try (@Nullable InputStream in = PageHandler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
