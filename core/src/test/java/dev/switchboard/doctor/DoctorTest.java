package dev.switchboard.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.endpoint.IpAddress;
import dev.switchboard.testkit.CloudMapFault;
import dev.switchboard.testkit.CloudMapServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything real: the AWS SDK, a Cloud Map on loopback, sockets. */
@Timeout(60)
class DoctorTest {

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private ServerSocket task;

  @BeforeEach
  void startTask() throws IOException {
    task = new ServerSocket(0, 50, IpAddress.parse("127.0.0.1"));
    cloudMap.register("prod", "orders", "task-1", "127.0.0.1", task.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    task.close();
    cloudMap.close();
  }

  private Switchboard switchboard(boolean loopback, String... aliases) {
    Switchboard.Builder builder =
        Switchboard.builder()
            .zone("eu-west-1a")
            .resolver(CloudMapResolver.builder("prod").client(cloudMap.client()).build());
    for (String alias : aliases) {
      builder.alias(alias);
    }
    return loopback ? builder.allowLoopback().build() : builder.build();
  }

  private Diagnosis examine(boolean loopback, String... aliases) throws InterruptedException {
    try (Switchboard switchboard = switchboard(loopback, aliases)) {
      return Doctor.examine(switchboard);
    }
  }

  @Test
  void allIsWell() throws InterruptedException {
    Diagnosis diagnosis = examine(true, "orders:8080");
    assertThat(diagnosis.toString().lines())
        .containsExactly(
            "OK      orders:8080: 1 endpoint of service prod/orders",
            "OK      orders:8080 at 127.0.0.1:" + task.getLocalPort() + ": accepts connections",
            "OK      zone: eu-west-1a",
            "0 errors, 0 warnings");
    assertThat(diagnosis.isHealthy()).isTrue();
    assertThat(cloudMap.calls("DiscoverInstancesRevision")).as("the other permission").isPositive();
  }

  @Test
  void noServiceOfThatName() throws InterruptedException {
    Diagnosis diagnosis = examine(true, "order:8080");
    assertThat(diagnosis.isHealthy()).isFalse();
    assertThat(diagnosis.toString())
        .startsWith(
            "ERROR   order:8080: Cloud Map knows no such service (asked for service \"order\"");
  }

  @Test
  void onlyOneOfTheTwoPermissions() throws InterruptedException {
    try (Switchboard switchboard = switchboard(true, "orders:8080")) {
      while (switchboard.snapshot().get(0).endpoints().isEmpty()) {
        Thread.onSpinWait(); // the first question is answered
      }
      cloudMap.fault(CloudMapFault.accessDenied());
      Diagnosis diagnosis = Doctor.examine(switchboard);
      assertThat(diagnosis.isHealthy()).as("calls work for now").isTrue();
      assertThat(diagnosis.toString())
          .startsWith(
              "WARNING orders:8080: 1 endpoint of service prod/orders, but Cloud Map refused the"
                  + " credentials")
          .contains("servicediscovery:DiscoverInstancesRevision");
    }
  }

  @Test
  void theRegistryIsDown() throws InterruptedException {
    cloudMap.stop();
    Diagnosis diagnosis = examine(true, "orders:8080");
    assertThat(diagnosis.isHealthy()).isFalse();
    assertThat(diagnosis.toString()).startsWith("ERROR   orders:8080: Cloud Map did not answer");
  }

  @Test
  void somethingListensAndSomethingDoesNot() throws Exception {
    int closed;
    try (ServerSocket free = new ServerSocket(0, 1, IpAddress.parse("127.0.0.2"))) {
      closed = free.getLocalPort();
    }
    cloudMap.register("prod", "orders", "task-2", "127.0.0.2", closed);
    Diagnosis diagnosis = examine(true, "orders:8080");
    assertThat(diagnosis.isHealthy()).isTrue();
    assertThat(diagnosis.toString())
        .contains("WARNING orders:8080 at 127.0.0.2:" + closed + ": refuses connections");
    task.close();
    assertThat(examine(true, "orders:8080").toString())
        .contains("ERROR   orders:8080: none of its endpoints can be reached from here")
        .endsWith("1 error, 2 warnings");
  }

  @Test
  void theGuardAndTheUnreadable() throws InterruptedException {
    cloudMap.register("prod", "orders", "task-2", Map.of("AWS_INSTANCE_IPV4", "orders.example"));
    assertThat(examine(false, "orders:8080").toString())
        .contains("WARNING orders:8080: the instance \"task-2\" is left out: it \"orders.example\"")
        .contains("the instance \"task-1\" is left out: it has the address 127.0.0.1")
        .startsWith("ERROR   orders:8080: the registry lists 2 instances");
  }

  @TempDir private Path directory;

  private String output = "";

  private int run(String json, String... aliases) throws Exception {
    Path file = Files.writeString(directory.resolve("switchboard.json"), json);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    String[] args =
        Stream.concat(Stream.of(file.toString()), Stream.of(aliases)).toArray(String[]::new);
    int exit = Doctor.run(args, out, out);
    output = bytes.toString(StandardCharsets.UTF_8);
    return exit;
  }

  private String listing(int port) {
    return """
        {"resolver": {"file": {}},
         "resolution": {"guard": {"loopback": true}},
         "services": [{"discoveryName": "orders",
           "clientAliases": [{"port": 8080, "dnsName": "orders"}],
           "tls": {},
           "endpoints": [{"address": "127.0.0.1", "port": %d, "zone": "eu-west-1a"}]}]}
        """
        .formatted(port);
  }

  @Test
  void asACommand() throws Exception {
    assertThat(run(listing(task.getLocalPort()))).isZero();
    assertThat(output)
        .contains("OK      orders:8080 at 127.0.0.1:" + task.getLocalPort())
        .contains("tls")
        .contains("WARNING zone: it is not known")
        .contains("0 errors, 1 warning");

    String elsewhere = "{\"zone\": \"mars\"," + listing(task.getLocalPort()).strip().substring(1);
    assertThat(run(elsewhere)).isZero();
    assertThat(output)
        .contains(
            "WARNING zone: this runs in \"mars\" and no endpoint does, so none is preferred; they"
                + " are in [eu-west-1a]");

    assertThat(run(listing(task.getLocalPort()), "users:80")).isOne();
    assertThat(output).contains("ERROR   users:80");
    assertThat(run(listing(task.getLocalPort()), "users")).isEqualTo(2);
    assertThat(output).contains("\"users\" is no alias");
    assertThat(run("{\"servces\": []}")).isEqualTo(2);
    assertThat(output)
        .contains("switchboard.json:1:2: unknown key \"servces\", did you mean \"services\"?");
  }

  @Test
  void nothingToLookAt() throws InterruptedException {
    assertThat(examine(true).toString()).contains("none was declared or dialed");
  }
}
