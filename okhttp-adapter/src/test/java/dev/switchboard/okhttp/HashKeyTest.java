package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests with the same key reach the same server. */
@Timeout(60)
class HashKeyTest {

  private static final int USERS = 30;

  private static Lab lab(String key) throws IOException {
    Lab lab = new Lab(policy -> policy.withBalancer(Balancer.consistentHash(key)));
    lab.register(lab.server("a"), lab.server("b"), lab.server("c"));
    return lab;
  }

  private static Request user(int number) {
    return Lab.get().newBuilder().header("x-user", "user-" + number).build();
  }

  private static Map<Integer, String> servers(Lab lab) throws IOException {
    Map<Integer, String> servers = new HashMap<>();
    for (int user = 0; user < USERS; user++) {
      servers.put(user, lab.body(user(user)));
    }
    return servers;
  }

  @Test
  void aHeaderIsAKey_whateverItsCase() throws Exception {
    try (Lab lab = lab("X-User")) {
      Map<Integer, String> first = servers(lab);
      assertThat(servers(lab)).isEqualTo(first);
      assertThat(new HashSet<>(first.values())).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void withoutTheHeaderAnyServerWillDo() throws Exception {
    try (Lab lab = lab("x-user")) {
      Set<String> servers = new HashSet<>();
      for (int i = 0; i < 60; i++) {
        servers.add(lab.body(Lab.get()));
      }
      assertThat(servers).hasSize(3);
    }
  }

  @Test
  void aRetryGoesToTheSameOther_andNobodyElseMoves() throws Exception {
    try (Lab lab = lab("x-user")) {
      Map<Integer, String> before = servers(lab);
      MockWebServer gone = lab.servers.get(1);
      gone.close();
      Map<Integer, String> during = servers(lab);
      assertThat(servers(lab)).as("once it is ejected").isEqualTo(during);
      before.forEach(
          (user, server) -> {
            if (server.equals("b")) {
              assertThat(during.get(user)).isNotEqualTo("b");
            } else {
              assertThat(during.get(user)).isEqualTo(server);
            }
          });
      assertThat(lab.failures()).isPositive();
    }
  }

  @Test
  void aKeyMayComeFromAnywhereInTheRequest() throws Exception {
    try (Lab lab = lab("tenant")) {
      OkHttpClient http =
          new OkHttpClient.Builder()
              .addInterceptor(
                  SwitchboardInterceptor.of(lab.switchboard)
                      .withKey("item", request -> "unused")
                      .withKey("tenant", request -> request.url().queryParameter("tenant")))
              .build();
      Map<String, Endpoint> endpoints = new HashMap<>();
      for (int i = 0; i < 60; i++) {
        String url = "http://orders:8080/?tenant=" + i % 20;
        // The header of that name is none of the balancer's.
        Request request = new Request.Builder().url(url).header("tenant", "" + i).build();
        try (Response response = http.newCall(request).execute()) {
          Endpoint endpoint = Answer.of(response).orElseThrow().endpoint();
          assertThat(endpoints.getOrDefault(url, endpoint)).isEqualTo(endpoint);
          endpoints.put(url, endpoint);
        }
      }
      assertThat(new HashSet<>(endpoints.values())).hasSize(3);
    }
  }
}
