package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import java.io.File;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OkHttp's cache stands behind the interceptor: what it answers says nothing of an endpoint. */
@Timeout(60)
class CacheTest {

  @TempDir File directory;

  @Test
  void cachedAnswerIsNoSuccessAndNoFailure() throws Exception {
    try (Lab lab = new Lab();
        Cache cache = new Cache(directory, 1_000_000)) {
      MockWebServer server =
          lab.server(
              new MockResponse.Builder()
                  .addHeader("Cache-Control", "max-age=60")
                  .body("fresh")
                  .build());
      lab.register(server);
      OkHttpClient http = lab.http.newBuilder().cache(cache).build();
      for (int i = 0; i < 3; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.body().string()).isEqualTo("fresh");
          assertThat(response.networkResponse() == null).isEqualTo(i > 0);
        }
        assertThat(lab.inFlight()).isZero();
      }
      assertThat(server.getRequestCount()).isEqualTo(1);
      assertThat(kinds(lab))
          .containsExactly(Outcome.Kind.SUCCESS, Outcome.Kind.CANCELLED, Outcome.Kind.CANCELLED);
      assertThat(lab.failures()).isZero();
    }
  }

  @Test
  void conditionalGetAsksTheEndpointAndIsASuccess() throws Exception {
    try (Lab lab = new Lab();
        Cache cache = new Cache(directory, 1_000_000)) {
      MockWebServer server =
          lab.server(
              new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                  return "\"v1\"".equals(request.getHeaders().get("If-None-Match"))
                      ? new MockResponse.Builder().code(304).build()
                      : new MockResponse.Builder().addHeader("ETag", "\"v1\"").body("v1").build();
                }
              });
      lab.register(server);
      OkHttpClient http = lab.http.newBuilder().cache(cache).build();
      for (int i = 0; i < 2; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.code()).isEqualTo(200);
          assertThat(response.body().string()).isEqualTo("v1");
        }
      }
      assertThat(server.getRequestCount()).isEqualTo(2);
      assertThat(cache.hitCount()).isEqualTo(1);
      assertThat(kinds(lab)).containsExactly(Outcome.Kind.SUCCESS, Outcome.Kind.SUCCESS);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void onlyIfCached_theClientsOwn504IsNoFailure() throws Exception {
    try (Lab lab = new Lab();
        Cache cache = new Cache(directory, 1_000_000)) {
      MockWebServer server = lab.server("never asked");
      lab.register(server);
      OkHttpClient http = lab.http.newBuilder().cache(cache).build();
      var request = Lab.get().newBuilder().cacheControl(CacheControl.FORCE_CACHE).build();
      try (Response response = http.newCall(request).execute()) {
        assertThat(response.code()).isEqualTo(504);
      }
      assertThat(server.getRequestCount()).isZero();
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  private static List<Outcome.Kind> kinds(Lab lab) {
    return lab.listener.events(AttemptEnded.class).stream().map(e -> e.outcome().kind()).toList();
  }
}
