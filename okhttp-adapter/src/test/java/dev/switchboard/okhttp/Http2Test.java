package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What HTTP/2 can do to streams and to the connection they share. */
@Timeout(60)
class Http2Test {

  private static final int REFUSED_STREAM = 7; // RFC 9113, 7

  @Test
  void refusedStream_anyRequestGoesElsewhereAndNobodyIsBlamed() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer refusing =
          lab.server(
              new MockResponse.Builder()
                  .onRequestStart(new SocketEffect.CloseStream(REFUSED_STREAM))
                  .build());
      lab.register(lab.server("a"), refusing);
      OkHttpClient http = http2(lab);
      for (int i = 0; i < 12; i++) {
        assertThat(body(http, i % 2 == 0 ? Lab.post() : Lab.get())).isEqualTo("a");
      }
      assertThat(refusing.getRequestCount()).isPositive();
      assertThat(lab.snapshot(refusing).attempts()).isPositive();
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
      assertThat(outcomes(lab)).containsOnlyKeys("ok", "stream refused");
    }
  }

  @Test
  void goAwayAfterEachAnswer_nothingFails() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer leaving =
          lab.server(
              new MockResponse.Builder()
                  .body("leaving")
                  .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                  .build());
      lab.register(leaving, lab.server("a"));
      OkHttpClient http = http2(lab);
      for (int i = 0; i < 20; i++) {
        assertThat(body(http, i % 4 < 2 ? Lab.post() : Lab.get())).isIn("leaving", "a");
      }
      assertThat(leaving.getRequestCount()).isPositive();
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void goAwayWhileRequestsRun_thoseItNamesFinishAndTheOthersGoElsewhere() throws Exception {
    try (Lab lab = new Lab();
        Http2Peer leaving = new Http2Peer()) {
      OkHttpClient http = http2(lab);
      lab.register(leaving.endpoint());
      CompletableFuture<String> seen = Lab.async(http.newCall(Lab.post()));
      int last = leaving.nextStream();
      CompletableFuture<String> unseen = Lab.async(http.newCall(Lab.post()));
      assertThat(leaving.nextStream()).isGreaterThan(last);
      lab.register(leaving.endpoint(), Lab.endpoint(lab.server("a")));
      lab.servers.get(0).setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      leaving.goAway(last);
      assertThat(unseen.get(10, TimeUnit.SECONDS)).isEqualTo("a");
      leaving.answer(last, "done");
      assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("done");
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void killedWhileRequestsRun_getsGoElsewhere() throws Exception {
    try (Lab lab = new Lab();
        Http2Peer victim = new Http2Peer()) {
      OkHttpClient http = http2(lab);
      lab.register(victim.endpoint());
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        answers.add(Lab.async(http.newCall(Lab.get())));
        victim.nextStream(); // so that the next one finds the connection
      }
      MockWebServer other = lab.server("a");
      other.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      lab.register(victim.endpoint(), Lab.endpoint(other));
      victim.kill();
      for (CompletableFuture<String> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("a");
      }
      assertThat(lab.snapshot(victim.endpoint()).failures()).isEqualTo(3);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aCallThatLeavesASharedConnectionBreaksNoOtherOnIt() throws Exception {
    try (Lab lab = new Lab()) {
      CountDownLatch left = new CountDownLatch(1);
      CountDownLatch waiting = new CountDownLatch(1);
      MockWebServer busy =
          lab.server(
              new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                  if (request.getTarget().equals("/slow")) {
                    waiting.countDown();
                    left.await();
                    return new MockResponse.Builder().body("slow").build();
                  }
                  return new MockResponse.Builder().code(503).build();
                }
              });
      lab.register(busy);
      OkHttpClient http = http2(lab);
      Request slow = new Request.Builder().url("http://orders:8080/slow").build();
      CompletableFuture<String> answer = Lab.async(http.newCall(slow));
      waiting.await();
      MockWebServer other = lab.server("a");
      other.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      lab.register(busy, other);
      for (int i = 0; i < 4; i++) {
        assertThat(body(http, Lab.get())).isEqualTo("a");
      }
      left.countDown();
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("slow");
      assertThat(busy.getRequestCount()).isGreaterThan(1);
      assertThat(lab.inFlight()).isZero();
    }
  }

  private static OkHttpClient http2(Lab lab) {
    lab.servers.forEach(s -> s.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)));
    return lab.http.newBuilder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
  }

  private static String body(OkHttpClient http, Request request) throws Exception {
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }

  private static Map<String, Integer> outcomes(Lab lab) {
    Map<String, Integer> outcomes = new HashMap<>();
    lab.listener
        .events(AttemptEnded.class)
        .forEach(e -> outcomes.merge(e.outcome().reason(), 1, Integer::sum));
    return outcomes;
  }
}
