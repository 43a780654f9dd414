package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import dev.switchboard.call.NoEndpointException;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.remember.RememberPolicy;
import dev.switchboard.remember.RememberingResolver;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testkit.CloudMapFault;
import dev.switchboard.testkit.CloudMapServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;

/** An application that starts while its registry is down. Nothing here is virtual. */
@Timeout(60)
class StartWithoutRegistryTest {

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private final MockWebServer task = new MockWebServer();
  @TempDir private Path directory;

  @BeforeEach
  void startTask() throws IOException {
    task.setDispatcher(Lab.always(new MockResponse.Builder().body("task-1").build()));
    task.start(InetAddress.getLoopbackAddress(), 0);
    cloudMap.register("prod", "orders", "task-1", "127.0.0.1", task.getPort());
  }

  @AfterEach
  void close() {
    task.close();
    cloudMap.close();
  }

  private Resolver cloudMap() {
    return CloudMapResolver.builder("prod").client(cloudMap.client()).build();
  }

  private static Switchboard switchboard(Resolver resolver) {
    return Switchboard.builder()
        .allowLoopback()
        .resolver(resolver)
        .alias("orders:8080", a -> a.withCall(c -> c.withEndpointTimeout(Duration.ofSeconds(1))))
        .build();
  }

  private static String get(Switchboard switchboard) throws IOException {
    OkHttpClient http =
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
    try (Response response = http.newCall(Lab.get()).execute()) {
      return response.body().string();
    }
  }

  private static String problem(Switchboard switchboard) {
    return switchboard.snapshot().get(0).problem();
  }

  /** An application that runs while all is well, until its endpoints are written down. */
  private void runOnce() throws IOException {
    try (Switchboard switchboard = switchboard(RememberingResolver.of(cloudMap(), directory))) {
      assertThat(get(switchboard)).isEqualTo("task-1");
      while (files().stream().noneMatch(f -> f.toString().endsWith(".jsonl"))) {
        Thread.onSpinWait();
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void withNothingRemembered_aCallFailsAndSaysWhy() {
    cloudMap.stop();
    try (Switchboard switchboard = switchboard(RememberingResolver.of(cloudMap(), directory))) {
      assertThatThrownBy(() -> get(switchboard))
          .isInstanceOfSatisfying(
              NoEndpointException.class,
              e -> assertThat(e.reason()).isEqualTo(Absence.Reason.REGISTRY_UNAVAILABLE))
          .hasMessageContaining("Cloud Map did not answer");
    }
  }

  @Test
  void withTheLastEndpointsRemembered_callsGoOn_andTheRegistryTakesOverWhenItIsBack()
      throws IOException {
    runOnce();
    cloudMap.stop();
    try (Switchboard switchboard = switchboard(RememberingResolver.of(cloudMap(), directory))) {
      assertThat(get(switchboard)).isEqualTo("task-1");
      while (problem(switchboard).isEmpty()) {
        Thread.onSpinWait(); // what is remembered may be there before what is wrong
      }
      assertThat(problem(switchboard))
          .contains("Cloud Map did not answer")
          .contains("Calls go on with 1 endpoints remembered from 20");
      cloudMap.restart();
      while (!problem(switchboard).isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(get(switchboard)).isEqualTo("task-1");
    }
  }

  @Test
  void aRegistryThatHangsIsNotWaitedFor() throws IOException {
    runOnce();
    cloudMap.fault(CloudMapFault.delay(Duration.ofSeconds(30)));
    Resolver remembering =
        RememberingResolver.of(
            cloudMap(),
            directory,
            RememberPolicy.defaults().withStartTimeout(Duration.ofMillis(100)));
    try (Switchboard switchboard = switchboard(remembering)) {
      assertThat(get(switchboard)).isEqualTo("task-1");
    }
  }

  @Test
  void aDamagedFileIsSaidAndIgnored() throws IOException {
    runOnce();
    Files.writeString(files().get(0), "{\"switchboard\":\"remembered\"");
    cloudMap.stop();
    try (Switchboard switchboard = switchboard(RememberingResolver.of(cloudMap(), directory))) {
      assertThatThrownBy(() -> get(switchboard))
          .isInstanceOf(NoEndpointException.class)
          .hasMessageContaining("What was remembered is not used: ")
          .hasMessageContaining("is cut off or none of Switchboard's");
      cloudMap.restart();
      while (!problem(switchboard).isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(get(switchboard)).isEqualTo("task-1");
    }
  }

  @Test
  void aRegistryThatSpeaksNoTlsIsSaid() {
    try (ServiceDiscoveryClient tls =
            cloudMap
                .applyTo(ServiceDiscoveryClient.builder())
                .endpointOverride(URI.create("https://127.0.0.1:" + cloudMap.endpoint().getPort()))
                .build();
        Switchboard switchboard =
            switchboard(CloudMapResolver.builder("prod").client(tls).build())) {
      assertThatThrownBy(() -> get(switchboard))
          .isInstanceOf(NoEndpointException.class)
          .hasMessageContaining("Cloud Map did not answer")
          .hasMessageContaining("SSL");
    }
  }
}
