package dev.switchboard.benchmarks.growth;

import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;

/** A process that makes one call and prints its status. */
final class FirstCaller {

  private FirstCaller() {}

  public static void main(String[] args) throws IOException {
    int status =
        switch (args[0]) {
          case "switchboard" -> throughSwitchboard(client(args[1]));
          case "sdk" -> asTheSdkSays(client(args[1]));
          default -> call(new OkHttpClient(), "http://127.0.0.1:" + args[1] + "/");
        };
    System.out.println(status);
  }

  private static int throughSwitchboard(ServiceDiscoveryClient client) throws IOException {
    Switchboard switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(CloudMapResolver.builder("prod").client(client).build())
            .build();
    return call(
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build(),
        "http://orders:8080/");
  }

  private static int asTheSdkSays(ServiceDiscoveryClient client) throws IOException {
    Map<String, String> instance =
        client
            .discoverInstances(ask -> ask.namespaceName("prod").serviceName("orders"))
            .instances()
            .get(0)
            .attributes();
    return call(
        new OkHttpClient(),
        "http://"
            + instance.get("AWS_INSTANCE_IPV4")
            + ":"
            + instance.get("AWS_INSTANCE_PORT")
            + "/");
  }

  private static int call(OkHttpClient http, String url) throws IOException {
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      return response.code();
    }
  }

  private static ServiceDiscoveryClient client(String registry) {
    return ServiceDiscoveryClient.builder()
        .endpointOverride(URI.create(registry))
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            // The SDK puts "data-" before the host for discovery.
            o -> o.putAdvancedOption(SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true))
        .build();
  }
}
