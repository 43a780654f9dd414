package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Request bodies: which of them are written twice, and whose fault it is if one cannot be. */
@Timeout(60)
class BodyTest {

  private static final int REFUSED_STREAM = 7;

  @Test
  void oneShot_connectRefused_goesElsewhereForNothingWasRead() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.dead(), Lab.endpoint(lab.server("a")));
      for (int i = 0; i < 4; i++) {
        CountingBody body = new CountingBody.OneShot();
        assertThat(lab.body(post(body))).isEqualTo("a");
        assertThat(body.writes()).isEqualTo(1);
      }
      assertThat(lab.failures()).isEqualTo(2);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void oneShot_reset_isNeverSentTwiceEvenIfMarked() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer broken = lab.server(resetting());
      lab.register(broken);
      CountingBody body = new CountingBody.OneShot();
      Request put = Repeatable.mark(url().put(body)).build();
      assertThatThrownBy(() -> lab.call(put)).isInstanceOf(CallFailedException.class);
      assertThat(body.writes()).isEqualTo(1);
      assertThat(broken.getRequestCount()).isEqualTo(1);
      assertThat(lab.snapshot(broken).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isEqualTo(1);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void oneShot_503_isTheApplicationsAnswer() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server(new MockResponse.Builder().code(503).build()));
      CountingBody body = new CountingBody.OneShot();
      try (Response response = lab.call(url().put(body).build())) {
        assertThat(response.code()).isEqualTo(503);
      }
      assertThat(body.writes()).isEqualTo(1);
    }
  }

  @Test
  void oneShot_streamRefusedAfterItWasWritten_isNotSentTwice() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer refusing = lab.server(refusing());
      lab.register(refusing);
      CountingBody body = new CountingBody.OneShot();
      assertThatThrownBy(() -> http2(lab).newCall(post(body)).execute())
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("stream refused");
      assertThat(body.writes()).isEqualTo(1);
      assertThat(lab.snapshot(refusing).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void duplex_isAnsweredAndNeverSentTwice() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer fine = lab.server("fine");
      MockWebServer refusing = lab.server(refusing());
      OkHttpClient http = http2(lab);
      Endpoint dead = lab.dead();
      lab.register(dead, Lab.endpoint(fine));
      for (int i = 0; i < 2; i++) {
        CountingBody body = new CountingBody.Duplex();
        try (Response response = http.newCall(post(body)).execute()) {
          assertThat(response.body().string()).isEqualTo("fine");
        }
        assertThat(body.writes()).isEqualTo(1);
      }
      assertThat(lab.snapshot(dead).failures()).isEqualTo(1);
      lab.register(refusing);
      CountingBody body = new CountingBody.Duplex();
      assertThatThrownBy(() -> http.newCall(post(body)).execute())
          .isInstanceOf(CallFailedException.class);
      assertThat(body.writes()).isEqualTo(1);
      assertThat(lab.snapshot(refusing).attempts()).isEqualTo(1);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void replayable_reset_isWrittenAgainElsewhere() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"), lab.server(resetting()));
      int writes = 0;
      for (int i = 0; i < 2; i++) {
        CountingBody body = new CountingBody();
        assertThat(lab.body(url().put(body).build())).isEqualTo("a");
        writes += body.writes();
      }
      assertThat(writes).isGreaterThan(2);
      assertThat(lab.failures()).isEqualTo(1);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void bodyThatCannotBeRead_isTheApplicationsOwnTrouble() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      IOException diskFull = new IOException("disk full");
      RequestBody body =
          new CountingBody() {
            @Override
            public void writeTo(BufferedSink sink) throws IOException {
              super.writeTo(sink);
              throw diskFull;
            }
          };
      assertThatThrownBy(() -> lab.call(url().put(body).build())).isSameAs(diskFull);
      assertThat(((CountingBody) body).writes()).isEqualTo(1);
      assertThat(lab.snapshot(server).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void bodyShorterThanItSays_isTheApplicationsOwnTrouble() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      RequestBody body =
          new CountingBody() {
            @Override
            public long contentLength() {
              return 4;
            }
          };
      assertThatThrownBy(() -> lab.call(url().put(body).build()))
          .isInstanceOf(ProtocolException.class);
      assertThat(lab.snapshot(server).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  private static MockResponse resetting() {
    return new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseSocket(true, false, true))
        .build();
  }

  /** Looks at a request whose body has come, and then says that it has not. */
  private static MockResponse refusing() {
    return new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseStream(REFUSED_STREAM))
        .build();
  }

  private static Request.Builder url() {
    return new Request.Builder().url("http://orders:8080/items");
  }

  private static Request post(RequestBody body) {
    return url().post(body).build();
  }

  private static OkHttpClient http2(Lab lab) {
    lab.servers.forEach(s -> s.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)));
    return lab.http.newBuilder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
  }
}
