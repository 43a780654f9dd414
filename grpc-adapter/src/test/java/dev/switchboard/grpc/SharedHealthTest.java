package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.health.Standing.State;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One service over HTTP and gRPC: what either learns of an endpoint both know. */
@Timeout(60)
class SharedHealthTest {

  private static final int UNSUPPORTED_MEDIA_TYPE = 415;

  private static int get(OkHttpClient client) {
    Request request = new Request.Builder().url("http://orders:50051/shop.Orders/Get").build();
    try (Response response = client.newCall(request).execute()) {
      return response.code();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneThatOkHttpFoundBadGetsNoCallsOverGrpc() throws Exception {
    try (Lab lab = new Lab();
        Proxied bad = new Proxied(lab.server("a"))) {
      OrdersServer b = lab.server("b");
      lab.register(bad.endpoint(), b.endpoint());
      ManagedChannel channel = lab.channel();
      Lab.await(() -> Lab.get(channel).equals("a"));
      Lab.await(() -> Lab.get(channel).equals("b"));
      bad.refuse(); // the connection of the channel stays
      OkHttpClient client =
          new OkHttpClient.Builder()
              .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
              .addInterceptor(SwitchboardInterceptor.of(lab.switchboard))
              .build();
      Lab.await(
          () -> {
            assertThat(get(client)).as("by b").isEqualTo(UNSUPPORTED_MEDIA_TYPE);
            return lab.snapshot(bad.endpoint()).state() == State.EJECTED;
          });
      for (int i = 0; i < 20; i++) {
        assertThat(Lab.get(channel)).isEqualTo("b");
      }
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }
}
