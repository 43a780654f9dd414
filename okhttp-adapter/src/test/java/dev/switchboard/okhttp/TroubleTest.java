package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.Standing;
import dev.switchboard.testkit.BlackHole;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One test per kind of trouble, on real sockets. */
@Timeout(60)
class TroubleTest {

  @Test
  void killed_noRequestFails() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer victim = lab.server("victim");
      lab.register(lab.server("a"), lab.server("b"), victim);
      for (int i = 0; i < 9; i++) {
        lab.body(Lab.get());
      }
      victim.close();
      for (int i = 0; i < 30; i++) {
        // A POST on a connection that breaks at this very moment may have been seen: only later.
        assertThat(lab.body(i < 12 ? Lab.get() : Lab.post())).isIn("a", "b");
      }
      assertThat(lab.snapshot(Lab.endpoint(victim)).state()).isEqualTo(Standing.State.EJECTED);
      assertThat(lab.resolver.refreshes()).isPositive();
    }
  }

  @Test
  void blackHole_connectTimesOutAndAnyRequestGoesElsewhere() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withConnectTimeout(Duration.ofMillis(200))));
        BlackHole hole = new BlackHole()) {
      lab.register(Lab.endpoint(lab.server("a")), Lab.endpoint(hole));
      for (int i = 0; i < 12; i++) {
        assertThat(lab.body(Lab.post())).isEqualTo("a");
      }
      assertThat(lab.snapshot(Lab.endpoint(hole)).reason()).contains("connect timed out");
    }
  }

  @Test
  void hang_perTryTimeoutSendsAGetElsewhere() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(200))))) {
      MockWebServer hanging = lab.server(hang());
      lab.register(lab.server("a"), hanging);
      for (int i = 0; i < 12; i++) {
        assertThat(lab.body(Lab.get())).isEqualTo("a");
      }
      assertThat(lab.snapshot(Lab.endpoint(hanging)).state()).isEqualTo(Standing.State.EJECTED);
    }
  }

  @Test
  void hang_aPostIsNotSentTwice() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(200))))) {
      MockWebServer hanging = lab.server(hang());
      lab.register(hanging);
      assertThatThrownBy(() -> lab.call(Lab.post()))
          .isInstanceOf(CallFailedException.class)
          .hasCauseInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("attempt 1 of 3")
          .hasMessageContaining(Lab.endpoint(hanging).toString())
          .hasMessageContaining("mark the request as repeatable");
      assertThat(hanging.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void hang_deadlineEndsTheCall() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withDeadline(Duration.ofMillis(400))))) {
      lab.register(lab.server(hang()));
      long start = System.nanoTime();
      assertThatThrownBy(() -> lab.call(Lab.get()))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("deadline");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(350), Duration.ofSeconds(5));
    }
  }

  @Test
  void status503_aGetGoesElsewhereAndAPostKeepsItsAnswer() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(
          lab.server("a"), lab.server(new MockResponse.Builder().code(503).body("busy").build()));
      int busy = 0;
      for (int i = 0; i < 2; i++) {
        try (Response response = lab.call(Lab.post())) {
          busy += response.code() == 503 ? 1 : 0;
        }
      }
      assertThat(busy).isEqualTo(1);
      for (int i = 0; i < 6; i++) {
        try (Response response = lab.call(Lab.get())) {
          assertThat(response.code()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void status503_markedPostGoesElsewhere() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"), lab.server(new MockResponse.Builder().code(503).build()));
      for (int i = 0; i < 6; i++) {
        assertThat(lab.body(Repeatable.mark(Lab.post().newBuilder()).build())).isEqualTo("a");
      }
    }
  }

  @Test
  void status503Everywhere_theLastAnswerIsTheApplications() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server(new MockResponse.Builder().code(503).body("busy").build());
      lab.register(server);
      try (Response response = lab.call(Lab.get())) {
        assertThat(response.code()).isEqualTo(503);
        assertThat(response.body().string()).isEqualTo("busy");
        assertThat(Answer.of(response).orElseThrow().attempt()).isEqualTo(3);
      }
      assertThat(server.getRequestCount()).isEqualTo(3);
    }
  }

  @Test
  void resetBeforeHeaders_aGetGoesElsewhere_aPostFails() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer broken =
          lab.server(
              new MockResponse.Builder()
                  .onResponseStart(new SocketEffect.CloseSocket(true, false, true))
                  .build());
      lab.register(lab.server("a"), broken);
      for (int i = 0; i < 4; i++) {
        assertThat(lab.body(Lab.get())).isEqualTo("a");
      }
      int failed = 0;
      for (int i = 0; i < 2; i++) {
        try {
          lab.body(Lab.post());
        } catch (CallFailedException e) {
          failed++;
        }
      }
      assertThat(failed).isEqualTo(1);
    }
  }

  @Test
  void resetInsideTheBody_reachesTheApplicationAndIsCounted() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer broken =
          lab.server(
              new MockResponse.Builder()
                  .body("x".repeat(100_000))
                  .onResponseBody(new SocketEffect.CloseSocket(true, false, true))
                  .build());
      lab.register(broken);
      try (Response response = lab.call(Lab.get())) {
        assertThat(response.code()).isEqualTo(200);
        assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
      }
      assertThat(lab.snapshot(Lab.endpoint(broken)).failures()).isEqualTo(1);
      assertThat(lab.snapshot(Lab.endpoint(broken)).inFlight()).isZero();
      assertThat(lab.listener.events(SwitchboardEvent.BodyFailed.class)).hasSize(1);
      assertThat(broken.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void cancelIsNobodysFault() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer hanging = lab.server(hang());
      lab.register(hanging);
      Call call = lab.http.newCall(Lab.get());
      CompletableFuture<Void> outcome =
          CompletableFuture.runAsync(
              () -> {
                try (Response response = call.execute()) {
                  throw new AssertionError("answered " + response);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      hanging.takeRequest();
      call.cancel();
      assertThatThrownBy(() -> outcome.get(5, TimeUnit.SECONDS))
          .hasRootCauseMessage("Socket closed");
      assertThat(lab.snapshot(Lab.endpoint(hanging)).failures()).isZero();
      assertThat(lab.snapshot(Lab.endpoint(hanging)).inFlight()).isZero();
    }
  }

  @Test
  void cancelWhileWaitingForAnEndpointEndsTheWait() throws Exception {
    try (Lab lab = new Lab()) {
      Call call = lab.http.newCall(Lab.get());
      CompletableFuture<Void> outcome =
          CompletableFuture.runAsync(() -> assertThatThrownBy(call::execute));
      lab.awaitRefresh();
      call.cancel();
      outcome.get(2, TimeUnit.SECONDS);
    }
  }

  @Test
  void firstCallWaitsForTheFirstAnswerOfTheRegistry() throws Exception {
    try (Lab lab = new Lab()) {
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return lab.body(Lab.get());
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      lab.awaitRefresh();
      lab.register(lab.server("late"));
      assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo("late");
    }
  }

  static MockResponse hang() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }
}
