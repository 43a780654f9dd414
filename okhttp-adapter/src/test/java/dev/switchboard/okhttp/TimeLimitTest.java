package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client's own limits beside ours, and what is slow but within all of them. */
@Timeout(60)
class TimeLimitTest {

  @Test
  void slowWithinTheLimits_isNoFailure() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofSeconds(2))))) {
      MockWebServer slow =
          lab.server(
              new MockResponse.Builder()
                  .headersDelay(300, TimeUnit.MILLISECONDS)
                  .body("0123456789")
                  .throttleBody(2, 100, TimeUnit.MILLISECONDS)
                  .build());
      lab.register(slow);
      for (int i = 0; i < 2; i++) {
        assertThat(lab.body(i == 0 ? Lab.get() : Lab.post())).isEqualTo("0123456789");
      }
      assertThat(slow.getRequestCount()).isEqualTo(2);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void bodyThatGoesOnAfterTheDeadline_isReadToItsEnd() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withDeadline(Duration.ofMillis(300))))) {
      lab.register(
          lab.server(
              new MockResponse.Builder()
                  .body("0123456789")
                  .throttleBody(2, 200, TimeUnit.MILLISECONDS)
                  .build()));
      assertThat(lab.body(Lab.get())).isEqualTo("0123456789");
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void callTimeout_endsTheCallAndBlamesNobody() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer hanging = lab.server(hang());
      lab.register(hanging);
      OkHttpClient http = lab.http.newBuilder().callTimeout(Duration.ofMillis(300)).build();
      assertThatThrownBy(() -> http.newCall(Lab.get()).execute())
          .isExactlyInstanceOf(InterruptedIOException.class)
          .hasMessage("timeout");
      assertThat(lab.snapshot(hanging).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void callTimeoutWhileItWaitsForAnEndpoint_endsTheWait() throws Exception {
    try (Lab lab = new Lab()) {
      OkHttpClient http = lab.http.newBuilder().callTimeout(Duration.ofMillis(300)).build();
      long start = System.nanoTime();
      assertThatThrownBy(() -> http.newCall(Lab.get()).execute())
          .isExactlyInstanceOf(InterruptedIOException.class)
          .hasMessage("timeout");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(4);
    }
  }

  @Test
  void readTimeoutShorterThanTheDeadline_sendsAGetElsewhereAndFailsAPost() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer hanging = lab.server(hang());
      lab.register(hanging);
      OkHttpClient http = lab.http.newBuilder().readTimeout(Duration.ofMillis(300)).build();
      assertThatThrownBy(() -> http.newCall(Lab.post()).execute())
          .isInstanceOf(CallFailedException.class)
          .hasCauseInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("timed out before headers");
      assertThat(hanging.getRequestCount()).isEqualTo(1);
      lab.register(hanging, lab.server("a"));
      for (int i = 0; i < 2; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.body().string()).isEqualTo("a");
        }
      }
      assertThat(hanging.getRequestCount()).isEqualTo(2);
      assertThat(lab.failures()).isEqualTo(2);
      assertThat(lab.inFlight()).isZero();
    }
  }

  private static MockResponse hang() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }

  @Test
  void deadlineInTheHandshake_asksForTls() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withDeadline(Duration.ofMillis(300))));
        RawServer plain = new RawServer(socket -> socket.getInputStream().transferTo(nowhere()))) {
      lab.register(plain.endpoint());
      Request request = new Request.Builder().url("https://orders:8080/").build();
      assertThatThrownBy(() -> lab.call(request))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("does the endpoint speak TLS?");
    }
  }

  private static OutputStream nowhere() {
    return OutputStream.nullOutputStream();
  }
}
