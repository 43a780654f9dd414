package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.balance.Balancer;
import dev.switchboard.call.AdmissionPolicy;
import dev.switchboard.call.CircuitBreakerPolicy;
import dev.switchboard.call.CircuitOpenException;
import dev.switchboard.call.ConcurrencyLimitException;
import dev.switchboard.event.SwitchboardEvent.CircuitClosed;
import dev.switchboard.event.SwitchboardEvent.CircuitOpened;
import dev.switchboard.event.SwitchboardEvent.OfAlias;
import dev.switchboard.health.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in, on real sockets. */
@Timeout(60)
class AdmissionTest {

  private static final CircuitBreakerPolicy BREAKER =
      CircuitBreakerPolicy.defaults().withWaitDurationInOpenState(Duration.ofMillis(50));

  private static Lab lab(UnaryOperator<AdmissionPolicy> change) {
    return new Lab(p -> p.withCall(c -> c.withAdmission(change)));
  }

  private static MockResponse status(int code) {
    return new MockResponse.Builder().code(code).build();
  }

  @Test
  void oneCallTooManyFailsAtOnce_untilABodyIsClosed() throws Exception {
    try (Lab lab = lab(a -> a.withConcurrencyLimit(2))) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      try (Response first = lab.call(Lab.get())) {
        Response second = lab.call(Lab.get());
        assertThatThrownBy(() -> lab.call(Lab.get()))
            .isInstanceOf(ConcurrencyLimitException.class)
            .hasMessageContaining("orders:8080: 2 calls are under way already");
        assertThat(server.getRequestCount()).isEqualTo(2);
        second.close();
        assertThat(lab.body(Lab.get())).isEqualTo("a");
        assertThat(first.isSuccessful()).isTrue();
      }
    }
  }

  @Test
  void ofManyEndpointsOneBadOneIsEjected_andTheCircuitStaysClosed() throws Exception {
    try (Lab lab = lab(a -> a.withCircuitBreaker(BREAKER))) {
      MockWebServer failing = lab.server(status(500));
      lab.register(lab.server("a"), lab.server("b"), failing);
      for (int i = 0; i < 60; i++) {
        lab.call(Lab.get()).close();
      }
      assertThat(lab.snapshot(Lab.endpoint(failing)).state()).isEqualTo(Standing.State.EJECTED);
      assertThat(lab.listener.events(OfAlias.class)).isEmpty();
    }
  }

  @Test
  void whenAllAreBadTheCircuitOpens_andClosesWhenTheyRecover() throws Exception {
    try (Lab lab = lab(a -> a.withCircuitBreaker(BREAKER))) {
      MockWebServer a = lab.server(status(500));
      MockWebServer b = lab.server(status(500));
      lab.register(a, b);
      for (int i = 0; i < 20; i++) {
        lab.call(Lab.get()).close();
      }
      assertThatThrownBy(() -> lab.call(Lab.get()))
          .isInstanceOf(CircuitOpenException.class)
          .hasMessageContaining("orders:8080: the circuit is open, because 100 % of the last 20");
      assertThat(a.getRequestCount() + b.getRequestCount()).isEqualTo(20);

      a.setDispatcher(Lab.always(status(200)));
      b.setDispatcher(Lab.always(status(200)));
      Lab.await(
          () -> {
            tryOnce(lab);
            return !lab.listener.events(CircuitClosed.class).isEmpty();
          });
      assertThat(lab.call(Lab.get()).code()).isEqualTo(200);
      assertThat(lab.listener.events(CircuitOpened.class)).hasSize(1);
    }
  }

  private static void tryOnce(Lab lab) {
    try {
      lab.call(Lab.get()).close();
    } catch (CircuitOpenException e) {
      assertThat(e.retryAfter()).isLessThanOrEqualTo(Duration.ofMillis(50));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cancelledTrialsDoNotKeepTheCircuitHalfOpen() throws Exception {
    try (Lab lab = lab(a -> a.withCircuitBreaker(BREAKER))) {
      MockWebServer server = lab.server(status(500));
      lab.register(server);
      for (int i = 0; i < 20; i++) {
        lab.call(Lab.get()).close();
      }
      server.setDispatcher(Lab.always(TroubleTest.hang()));
      for (int i = 0; i < 30; i++) { // more than are let in at once
        cancelled(lab);
      }
      server.setDispatcher(Lab.always(status(200)));
      Lab.await(
          () -> {
            tryOnce(lab);
            return !lab.listener.events(CircuitClosed.class).isEmpty();
          });
    }
  }

  /** A call that is cancelled while it waits for its answer, once the circuit lets one in. */
  private static void cancelled(Lab lab) throws IOException {
    Call call = lab.http.newCall(Lab.get());
    call.timeout().timeout(5, TimeUnit.MILLISECONDS);
    assertThatThrownBy(() -> call.execute().close()).isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionIsNotKeptLongerThanTheIdleTimeout() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withIdleTimeout(Duration.ofNanos(1))))) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      lab.body(Lab.get());
      server.takeRequest();
      Lab.await(
          () -> {
            try {
              lab.body(Lab.get());
              return server.takeRequest().getExchangeIndex() == 0;
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /** Keys are the application's: what they throw is told to it, and leaves nothing behind. */
  @Test
  void keysThatThrowKeepNoPlace_atAFirstTryNorAtARetry() throws Exception {
    try (Lab lab =
        new Lab(
            p ->
                p.withBalancer(Balancer.consistentHash("user"))
                    .withCall(c -> c.withAdmission(a -> a.withConcurrencyLimit(1))))) {
      MockWebServer busy = lab.server(status(503));
      lab.register(busy);
      OkHttpClient http =
          new OkHttpClient.Builder()
              .addInterceptor(
                  SwitchboardInterceptor.of(lab.switchboard)
                      .withKey(
                          "user",
                          request -> {
                            boolean atOnce = request.header("broken") != null;
                            if (atOnce || busy.getRequestCount() > 0) {
                              throw new IllegalStateException("a bug in a key");
                            }
                            return "7";
                          }))
              .build();
      Call broken = http.newCall(Lab.get().newBuilder().header("broken", "yes").build());
      assertThatThrownBy(broken::execute).hasMessage("a bug in a key");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> http.newCall(Lab.get()).execute()).hasMessage("a bug in a key");
      }
      assertThat(busy.getRequestCount()).as("the second try found no endpoint").isOne();
      assertThat(lab.snapshot(Lab.endpoint(busy)).inFlight()).isZero();
    }
  }
}
