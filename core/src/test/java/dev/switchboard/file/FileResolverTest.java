package dev.switchboard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileResolverTest {

  private static final Duration LOOK = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock();
  private final Resolver.Context context =
      new Resolver.Context(clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults());
  private final List<String> heard = new ArrayList<>();
  private Path file = Path.of("");
  private long ticks;

  @BeforeEach
  void file(@TempDir Path folder) throws IOException {
    file = folder.resolve("endpoints.json");
    write(services("10.0.0.1"));
  }

  private static String services(String ip) {
    return """
        { "services": [ { "discoveryName": "orders",
            "clientAliases": [ { "port": 8080, "dnsName": "Shop.orders" } ],
            "endpoints": [ { "address": "%s", "port": 80, "zone": "a", "weight": 3, "id": "x",
                             "attributes": { "k": "v" } } ] },
          { "discoveryName": "elsewhere", "clientAliases": [ { "port": 1, "dnsName": "e" } ] } ] }
        """
        .formatted(ip);
  }

  /** With another time each, as edits have; a test that needs the same time sets it itself. */
  private void write(String json) throws IOException {
    Files.writeString(file, json);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000 + ++ticks * 1000));
  }

  private Resolver.Watch watch(FileResolver resolver, String service) {
    return resolver.watch(
        resolver.service(service),
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {
            heard.add(service + " " + resolution.endpoints());
          }

          @Override
          public void onUnchanged() {
            heard.add(service + " unchanged");
          }

          @Override
          public void onError(ResolutionError error) {
            heard.add(service + " " + error.kind() + " " + error.message());
          }
        },
        context);
  }

  private List<String> afterALook() {
    heard.clear();
    clock.advance(LOOK);
    return heard;
  }

  @Test
  void saysAllThatTheFileSaysOfAnEndpoint() {
    FileResolver resolver = FileResolver.of(file);
    List<Endpoint> endpoints = new ArrayList<>();
    resolver.watch(
        resolver.service("orders"),
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {
            endpoints.addAll(resolution.endpoints().asList());
          }

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(ResolutionError error) {}
        },
        context);
    assertThat(endpoints)
        .containsExactly(
            Endpoint.of("10.0.0.1", 80)
                .withId("x")
                .withZone("a")
                .withWeight(3)
                .withAttributes(Map.of("k", "v")));
  }

  @Test
  void claimsTheNamesOfServicesThatHaveEndpoints() {
    FileResolver resolver = FileResolver.of(file);
    assertThat(resolver.serviceFor("shop.orders")).contains(resolver.service("orders"));
    assertThat(resolver.serviceFor("orders")).isEmpty();
    assertThat(resolver.serviceFor("e")).isEmpty();
  }

  @Test
  void followsTheFile() throws IOException {
    FileResolver resolver = FileResolver.of(file);
    watch(resolver, "orders");
    assertThat(heard).containsExactly("orders [10.0.0.1:80]");
    assertThat(afterALook()).containsExactly("orders unchanged");
    write(services("10.0.0.2"));
    heard.clear();
    clock.advance(LOOK.minusNanos(1));
    assertThat(heard).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(heard).containsExactly("orders [10.0.0.2:80]");
    assertThat(afterALook()).containsExactly("orders unchanged");
  }

  /** The second edit comes within the same tick of the file system's clock as the first. */
  @Test
  void aChangeIsReadOnceMore() throws IOException {
    FileResolver resolver = FileResolver.of(file);
    watch(resolver, "orders");
    write(services("10.0.0.2"));
    FileTime time = Files.getLastModifiedTime(file);
    assertThat(afterALook()).containsExactly("orders [10.0.0.2:80]");
    Files.writeString(file, services("10.0.0.3"));
    Files.setLastModifiedTime(file, time);
    assertThat(afterALook()).containsExactly("orders [10.0.0.3:80]");
  }

  @Test
  void aBadEditIsToldOnceAndKeepsTheOld() throws IOException {
    FileResolver resolver = FileResolver.of(file);
    watch(resolver, "orders");
    write("{\n \"services\": [ { \"portname\": \"orders\" } ] }");
    assertThat(afterALook()).hasSize(1);
    assertThat(heard.get(0))
        .startsWith(
            "orders MISCONFIGURED "
                + file
                + ":2:16: services[0]: the key \"discoveryName\" is missing")
        .endsWith("What it said before stays in use.");
    assertThat(afterALook()).isEmpty();
    assertThat(afterALook()).isEmpty();
    assertThat(resolver.serviceFor("shop.orders")).isPresent();
    watch(resolver, "orders").close(); // who comes now hears the old
    assertThat(heard).containsExactly("orders [10.0.0.1:80]");
    write(services("10.0.0.4"));
    assertThat(afterALook()).containsExactly("orders [10.0.0.4:80]");
  }

  @Test
  void aFileThatDisappearsIsToldOnceAndTakesNothingAway() throws IOException {
    FileResolver resolver = FileResolver.of(file);
    watch(resolver, "orders");
    Files.delete(file);
    assertThat(afterALook()).hasSize(1);
    assertThat(heard.get(0)).startsWith("orders MISCONFIGURED " + file);
    assertThat(afterALook()).isEmpty();
    write(services("10.0.0.1"));
    assertThat(afterALook()).containsExactly("orders unchanged");
  }

  @Test
  void aServiceThatIsNotThereMayComeLater() throws IOException {
    FileResolver resolver = FileResolver.of(file);
    watch(resolver, "payments");
    assertThat(heard)
        .containsExactly(
            "payments UNKNOWN_SERVICE "
                + file
                + " has no \"endpoints\" for a service \"payments\"; it has them for orders");
    assertThat(afterALook()).isEmpty();
    write(services("10.0.0.1").replace("orders", "payments"));
    assertThat(afterALook()).containsExactly("payments [10.0.0.1:80]");
  }

  @Test
  void anEmptyListIsSaidAgainAndAgain() throws IOException {
    write("{\"services\": [{\"portName\": \"a\", \"endpoints\": []}]}");
    watch(FileResolver.of(file), "a");
    assertThat(heard).containsExactly("a []");
    assertThat(afterALook()).containsExactly("a []");
  }

  @Test
  void oneLookServesAllAndEndsWithTheLast() {
    FileResolver resolver = FileResolver.of(file);
    Resolver.Watch one = watch(resolver, "orders");
    watch(resolver, "elsewhere");
    assertThat(clock.pending()).isEqualTo(1);
    one.close();
    assertThat(clock.pending()).isEqualTo(1);
    resolver.close();
    assertThat(clock.pending()).isZero();
    watch(resolver, "orders");
    assertThat(clock.pending()).isEqualTo(1);
  }

  @Test
  void aDocumentThatIsNoFileIsToldAtOnce() {
    FileResolver resolver =
        FileResolver.of(
            Document.of("d.json", services("10.0.0.1").getBytes(StandardCharsets.UTF_8)));
    watch(resolver, "orders");
    assertThat(heard).containsExactly("orders [10.0.0.1:80]");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void aFileThatIsWrongFromTheStartIsAnError() throws IOException {
    write("{\"services\": [{\"portName\": \"a\", \"endpoints\": [{\"address\": \"orders\"}]}]}");
    assertThatThrownBy(() -> FileResolver.of(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(
            file + ":1:48: services[0].endpoints[0].address: \"orders\" is no IP");
    write("{\"services\": [{\"portName\": \"a\", \"endpoint\": []}]}");
    assertThatThrownBy(() -> FileResolver.of(file))
        .hasMessageContaining("unknown key \"endpoint\", did you mean \"endpoints\"?");
    Files.delete(file);
    assertThatThrownBy(() -> FileResolver.of(file)).hasMessageContaining("there is no such file");
  }
}
