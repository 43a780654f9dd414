package dev.switchboard.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Call;
import dev.switchboard.call.CircuitBreakerPolicy;
import dev.switchboard.call.Step;
import dev.switchboard.config.Document;
import dev.switchboard.config.Value;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusPageTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80).withId("task-1").withZone("a");
  private static final Endpoint EVIL =
      Endpoint.of("10.0.0.2", 80).withId("<script>alert(1)</script>").withZone("\"><b>");
  private static final Outcome ERROR = Outcome.failure(Resend.NEVER, "500");

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder()
          .clock(clock)
          .resolver(resolver)
          .alias(
              "orders:8080",
              a ->
                  a.withCall(
                      c ->
                          c.withAdmission(
                              m -> m.withCircuitBreaker(CircuitBreakerPolicy.defaults()))))
          .build();
  private final StatusPage page = StatusPage.start(switchboard);

  @AfterEach
  void close() {
    page.close();
    switchboard.close();
  }

  private void calls(int number, Outcome outcome) {
    for (int i = 0; i < number; i++) {
      Call call = switchboard.dialer("orders", 8080).orElseThrow().call(false);
      Step.Try step = (Step.Try) call.start(clock.nanos());
      clock.advance(Duration.ofMillis(10));
      call.attemptEnded(outcome, null, clock.nanos());
      step.attempt().finished();
    }
  }

  private String answer(String request) throws IOException {
    try (Socket socket = new Socket("localhost", page.uri().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path) throws IOException {
    return answer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private static Value json(String answer) {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return Document.of("live", ("{\"all\":" + body + "}").getBytes(StandardCharsets.UTF_8))
        .root()
        .required("all");
  }

  @Test
  void theLivePictureHasWhatHappened() throws Exception {
    resolver.set("orders", A);
    calls(99, Outcome.SUCCESS);
    calls(1, ERROR);
    clock.advance(Duration.ofSeconds(1));
    Value orders = json(get("/live.json")).list().get(0);
    assertThat(orders.section().required("alias").string()).isEqualTo("orders:8080");
    assertThat(orders.section().required("p50Millis").number()).isBetween(10.0, 12.5);
    var seconds = orders.section().section("seconds").orElseThrow();
    assertThat(seconds.list("good").stream().mapToInt(Value::integer).sum()).isEqualTo(99);
    assertThat(seconds.list("failed").stream().mapToInt(Value::integer).sum()).isOne();
    var endpoint = orders.section().list("endpoints").get(0).section();
    assertThat(endpoint.required("attemptsLastMinute").integer()).isEqualTo(100);
    assertThat(endpoint.required("failuresLastMinute").integer()).isOne();
  }

  @Test
  void theSnapshotIsForPrograms() throws Exception {
    resolver.set("orders", A, EVIL);
    calls(4, Outcome.SUCCESS);
    String answer = get("/snapshot.json");
    assertThat(answer).contains("Content-type: application/json").doesNotContain("seconds");
    List<Value> endpoints = json(answer).list().get(0).section().list("endpoints");
    assertThat(endpoints).hasSize(2);
    assertThat(endpoints.get(0).section().required("address").string()).isEqualTo("10.0.0.1:80");
    assertThat(endpoints.get(0).section().required("attempts").integer()).isEqualTo(2);
    assertThat(endpoints.get(1).section().required("zone").string()).isEqualTo("\"><b>");
    assertThat(SnapshotJson.of(switchboard.snapshot()))
        .isEqualTo(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void onlyThisHostMayRead_andNobodyMayWrite() throws Exception {
    assertThat(get("/")).startsWith("HTTP/1.1 200").contains("<!doctype html>");
    assertThat(answer("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(
            answer("GET / HTTP/1.1\r\nHost: localhost.evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(answer("GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421");
    assertThat(answer("POST / HTTP/1.1\r\nHost: [::1]:1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
    assertThat(get("/../etc/passwd")).startsWith("HTTP/1.1 404");
    assertThat(answer("HEAD / HTTP/1.1\r\nHost: 127.0.0.1:80\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("<html");
    assertThat(get("/page.js"))
        .contains("default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .contains("X-content-type-options: nosniff");
    assertThat(page.uri().getHost()).isEqualTo("localhost");
  }

  @Test
  void aPortThatIsTakenIsTold() {
    int taken = page.uri().getPort();
    assertThatThrownBy(() -> StatusPage.start(switchboard, taken))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("at port " + taken + "; choose another, or 0 for any");
  }

  @Test
  void aClosedPageIsGone_andItsThreadsAreDaemons() throws Exception {
    StatusPage second = StatusPage.start(switchboard);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(t -> t.getName().startsWith("HTTP-Dispatcher"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
    second.close();
    assertThatThrownBy(() -> new Socket("localhost", second.uri().getPort()).close())
        .isInstanceOf(IOException.class);
    assertThat(get("/")).startsWith("HTTP/1.1 200");
  }

  private static Optional<Path> chromium() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private String browse(Path chromium, String... more) throws Exception {
    Path profile = Files.createTempDirectory("page");
    List<String> command =
        Stream.concat(
                Stream.of(
                    chromium.toString(),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--user-data-dir=" + profile,
                    "--window-size=1100,760",
                    "--virtual-time-budget=2000"),
                Stream.concat(Arrays.stream(more), Stream.of(page.uri().toString())))
            .toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return out;
  }

  @Test
  @Timeout(180) // three times a browser starts
  void aBrowserShowsIt() throws Exception {
    Optional<Path> chromium = chromium();
    if (chromium.isEmpty()) {
      System.out.println("SKIPPED: no Chromium on the PATH, so nobody looked at the status page");
    }
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium on the PATH");
    resolver.set("orders", A, EVIL);
    switchboard.dialer("search", 9200);
    resolver.set(
        "search",
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> Endpoint.of("10.0.1." + i, 9200))
            .toArray(Endpoint[]::new));
    for (int second = 0; second < 150; second++) {
      calls(40 + second % 17, Outcome.SUCCESS);
      if (second % 40 > 30) {
        calls(6, ERROR);
      }
      clock.advance(Duration.ofMillis(500));
    }
    String dom = browse(chromium.get(), "--dump-dom");
    assertThat(dom)
        .contains("orders:8080")
        .contains("10.0.0.1:80")
        .contains("live, ")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
    assertThat(dom)
        .as("of many endpoints ten, and the others when asked for")
        .contains("20 more endpoints")
        .contains("10.0.1.10:9200")
        .doesNotContain("10.0.1.11:9200");
    assertThat(dom).contains("scope=\"col\"").contains("aria-label=\"endpoints of orders:8080\"");
    Path shots = Files.createDirectories(Path.of("target/page"));
    for (String look : List.of("light", "dark")) {
      Path shot = shots.resolve(look + ".png").toAbsolutePath();
      browse(
          chromium.get(),
          "--screenshot=" + shot,
          look.equals("dark") ? "--force-dark-mode" : "--hide-scrollbars");
      assertThat(shot).isNotEmptyFile();
    }
  }
}
