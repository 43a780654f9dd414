package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import java.io.IOException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application's own interceptors, before and after ours: what they do blames no endpoint. */
@Timeout(60)
class InterceptorsTest {

  private final IOException refused = new IOException("refused by the application");

  @Test
  void afterOurs_throwsBeforeTheRequest() throws Exception {
    assertBlamesNobody(
        chain -> {
          throw refused;
        },
        refused);
    RuntimeException bug = new IllegalStateException("bug");
    assertBlamesNobody(
        chain -> {
          throw bug;
        },
        bug);
  }

  @Test
  void afterOurs_throwsAfterTheAnswer() throws Exception {
    assertBlamesNobody(
        chain -> {
          chain.proceed(chain.request()).close();
          throw refused;
        },
        refused);
    Error bug = new AssertionError("bug");
    assertBlamesNobody(
        chain -> {
          chain.proceed(chain.request()).close();
          throw bug;
        },
        bug);
  }

  private static void assertBlamesNobody(Interceptor after, Throwable thrown) throws IOException {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      OkHttpClient http = lab.http.newBuilder().addInterceptor(after).build();
      assertThatThrownBy(() -> http.newCall(Lab.get()).execute()).isSameAs(thrown);
      assertThat(lab.snapshot(server).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void afterOurs_answersByItself() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      OkHttpClient http =
          lab.http
              .newBuilder()
              .addInterceptor(
                  chain ->
                      new Response.Builder()
                          .request(chain.request())
                          .protocol(Protocol.HTTP_1_1)
                          .code(503)
                          .message("closed for maintenance")
                          .build())
              .build();
      try (Response response = http.newCall(Lab.get()).execute()) {
        assertThat(response.code()).isEqualTo(503);
      }
      assertThat(lab.snapshot(server).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void afterOurs_readsABodyThatBreaksOff_isTheEndpointsFault() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer broken =
          lab.server(
              new MockResponse.Builder()
                  .body("x".repeat(100_000))
                  .onResponseBody(new SocketEffect.CloseSocket(true, false, true))
                  .build());
      lab.register(broken);
      OkHttpClient http =
          lab.http
              .newBuilder()
              .addInterceptor(
                  chain -> {
                    Response response = chain.proceed(chain.request());
                    response.peekBody(Long.MAX_VALUE);
                    return response;
                  })
              .build();
      assertThatThrownBy(() -> http.newCall(Lab.post()).execute())
          .isInstanceOf(CallFailedException.class);
      assertThat(lab.failures()).isEqualTo(1);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void beforeOurs_throwsAfterTheAnswer() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"));
      RuntimeException bug = new IllegalStateException("bug");
      OkHttpClient http =
          before(
              lab,
              chain -> {
                try (Response response = chain.proceed(chain.request())) {
                  assertThat(response.code()).isEqualTo(200);
                  throw bug;
                }
              });
      assertThatThrownBy(() -> http.newCall(Lab.get()).execute()).isSameAs(bug);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  /** As those that renew a token do. OkHttp keeps the call's connection in between. */
  @Test
  void beforeOurs_asksAgain_reachesTheEndpointThatAnswerNames() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"), lab.server("b"), lab.server("c"));
      OkHttpClient http =
          before(
              lab,
              chain -> {
                chain.proceed(chain.request()).close();
                return chain.proceed(chain.request());
              });
      for (int i = 0; i < 6; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          int port = Answer.of(response).orElseThrow().endpoint().port();
          String expected = lab.servers.get(0).getPort() == port ? "a" : "b";
          expected = lab.servers.get(2).getPort() == port ? "c" : expected;
          assertThat(response.body().string()).isEqualTo(expected);
        }
        assertThat(lab.inFlight()).isZero();
      }
    }
  }

  @Test
  void beforeOurs_asksAgain_blamesOnlyTheOneWhoseBodyBrokeOff() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer broken =
          lab.server(
              new MockResponse.Builder()
                  .body("x".repeat(100_000))
                  .onResponseBody(new SocketEffect.CloseSocket(true, false, true))
                  .build());
      MockWebServer fine = lab.server("fine");
      lab.register(fine);
      OkHttpClient http =
          before(
              lab,
              chain -> {
                chain.proceed(chain.request()).close();
                assertThat(lab.inFlight()).isLessThanOrEqualTo(1);
                lab.register(fine, broken);
                Response response = chain.proceed(chain.request());
                if (Answer.of(response).orElseThrow().endpoint().port() == fine.getPort()) {
                  response.close();
                  response = chain.proceed(chain.request());
                }
                assertThat(lab.inFlight()).isEqualTo(1);
                return response;
              });
      try (Response response = http.newCall(Lab.get()).execute()) {
        assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
      }
      assertThat(lab.snapshot(broken).failures()).isEqualTo(1);
      assertThat(lab.snapshot(fine).failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  /** The client's own interceptors stand first. */
  private static OkHttpClient before(Lab lab, Interceptor interceptor) {
    OkHttpClient.Builder http = lab.http.newBuilder();
    List<Interceptor> interceptors = http.interceptors();
    interceptors.add(0, interceptor);
    return http.build();
  }
}
