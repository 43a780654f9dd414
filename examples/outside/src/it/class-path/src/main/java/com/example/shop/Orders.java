package com.example.shop;

import dev.switchboard.Switchboard;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import java.io.IOException;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The orders service, as the rest of the shop sees it. */
final class Orders {

  private final OkHttpClient http;

  Orders(Switchboard switchboard) {
    http =
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
  }

  String next() throws IOException {
    Request request = new Request.Builder().url("http://orders:8080/").build();
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
