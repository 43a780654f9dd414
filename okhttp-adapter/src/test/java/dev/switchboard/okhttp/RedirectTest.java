package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OkHttp follows redirects behind the interceptor: another host's failures are not ours. */
@Timeout(60)
class RedirectTest {

  @Test
  void otherHostSays503_isNotTheEndpointsFault() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer elsewhere = lab.server(new MockResponse.Builder().code(503).build());
      MockWebServer orders = lab.server(to("http://localhost:" + elsewhere.getPort() + "/"));
      lab.register(orders);
      try (Response response = lab.call(Lab.get())) {
        assertThat(response.code()).isEqualTo(503);
      }
      assertThat(elsewhere.getRequestCount()).isEqualTo(1);
      assertFaultless(lab, orders);
    }
  }

  @Test
  void otherHostRefusesToConnect_isNotTheEndpointsFault() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer orders = lab.server(to("http://localhost:" + lab.dead().port() + "/"));
      lab.register(orders);
      assertThatThrownBy(() -> lab.call(Lab.get())).isInstanceOf(IOException.class);
      assertFaultless(lab, orders);
    }
  }

  @Test
  void otherHostBreaksOff_isNotTheEndpointsFault() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer elsewhere =
          lab.server(
              new MockResponse.Builder()
                  .body("x".repeat(100_000))
                  .onResponseBody(new SocketEffect.CloseSocket(true, false, true))
                  .build());
      MockWebServer orders = lab.server(to("http://localhost:" + elsewhere.getPort() + "/"));
      lab.register(orders);
      try (Response response = lab.call(Lab.get())) {
        assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
      }
      assertFaultless(lab, orders);
    }
  }

  @Test
  void roundInCircles_endsOnceAndIsNoFailure() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer orders = lab.server(to("/items/7"));
      lab.register(orders);
      assertThatThrownBy(() -> lab.call(Lab.get()))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("Too many follow-up requests");
      assertThat(orders.getRequestCount()).isEqualTo(21);
      assertFaultless(lab, orders);
    }
  }

  private static void assertFaultless(Lab lab, MockWebServer orders) {
    assertThat(lab.snapshot(orders).attempts()).isEqualTo(1);
    assertThat(lab.failures()).isZero();
    assertThat(lab.inFlight()).isZero();
  }

  private static MockResponse to(String location) {
    return new MockResponse.Builder().code(302).setHeader("Location", location).build();
  }
}
