package com.example.shop;

import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.StaticResolver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Calls http://orders:8080/ twice: once from a static list, once from Cloud Map. */
public final class Shop {

  /** What Cloud Map answers. The testkit cannot be here: WireMock, in it, can be no module. */
  private static final String ONE_TASK =
      """
      {"Instances": [{"InstanceId": "task-1", "Attributes":
        {"AWS_INSTANCE_IPV4": "127.0.0.1", "AWS_INSTANCE_PORT": "%d"}}], "InstancesRevision": 1}
      """;

  private Shop() {}

  public static void main(String[] args) throws IOException {
    try (Server orders = Server.answering("an order");
        Server cloudMap = Server.answering(ONE_TASK.formatted(orders.port()))) {
      Endpoint task = Endpoint.of("127.0.0.1", orders.port());
      order(StaticResolver.of(Map.of("orders", List.of(task))));
      pointAwsSdkTo(cloudMap);
      order(CloudMapResolver.forNamespace("prod"));
    }
  }

  private static void order(Resolver resolver) throws IOException {
    try (Switchboard switchboard =
        Switchboard.builder().allowLoopback().resolver(resolver).build()) {
      OkHttpClient http =
          new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
      Request request = new Request.Builder().url("http://orders:8080/").build();
      try (Response response = http.newCall(request).execute()) {
        String answer = response.body().string();
        if (!answer.equals("an order")) {
          throw new AssertionError("orders:8080 answered " + answer);
        }
      }
    }
  }

  /** The SDK calls http://data-cloudmap.test, which only the proxy knows. */
  private static void pointAwsSdkTo(Server cloudMap) {
    System.setProperty("aws.region", "eu-west-1");
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    System.setProperty("aws.endpointUrl", "http://cloudmap.test");
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", Integer.toString(cloudMap.port()));
  }
}
