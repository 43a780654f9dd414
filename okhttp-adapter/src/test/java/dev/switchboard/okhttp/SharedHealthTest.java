package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.health.Standing;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Health belongs to the service: what one alias learns, the other knows. */
@Timeout(60)
class SharedHealthTest {

  @Test
  void whatOneAliasFoundDead_theOtherDoesNotDial() throws Exception {
    SettableResolver resolver = new SettableResolver();
    RecordingListener listener = new RecordingListener();
    try (Lab lab = new Lab();
        Switchboard switchboard =
            Switchboard.builder()
                .allowLoopback()
                .resolver(resolver)
                .alias("orders:8080", alias -> alias.withService("shop"))
                .alias("basket:9090", alias -> alias.withService("shop"))
                .listener(listener)
                .build()) {
      Endpoint dead = lab.dead();
      resolver.set("shop", dead, Lab.endpoint(lab.server("a")));
      OkHttpClient http =
          new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
      for (int i = 0; i < 10; i++) {
        assertThat(body(http, "http://orders:8080/")).isEqualTo("a");
      }
      listener.clear();
      for (int i = 0; i < 10; i++) {
        assertThat(body(http, "http://basket:9090/")).isEqualTo("a");
      }
      assertThat(listener.events(AttemptStarted.class))
          .hasSize(10)
          .noneMatch(attempt -> attempt.endpoint().equals(dead));
      for (UpstreamSnapshot alias : switchboard.snapshot()) {
        assertThat(alias.endpoints())
            .filteredOn(e -> e.endpoint().equals(dead))
            .singleElement()
            .satisfies(e -> assertThat(e.state()).isEqualTo(Standing.State.EJECTED));
      }
    }
  }

  private static String body(OkHttpClient http, String url) throws IOException {
    Request request = new Request.Builder().url(url).build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
