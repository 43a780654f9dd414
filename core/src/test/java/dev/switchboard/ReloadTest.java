package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.ConfigurationChanged;
import dev.switchboard.event.SwitchboardEvent.ConfigurationRefused;
import dev.switchboard.file.FileWatch;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.Tried;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class ReloadTest {

  private static final String ORDERS =
      "{\"portName\": \"orders\", \"clientAliases\": [{\"port\": 80, \"dnsName\": \"orders\"}]%s}";
  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver().set("orders", A, B);
  private final RecordingListener listener = new RecordingListener();
  private final Declarations program = new Declarations();
  private Path file = Path.of("");
  private Switchboard switchboard = start("{}"); // replaced before each test

  @BeforeEach
  void begin(@TempDir Path folder) throws IOException {
    file = folder.resolve("switchboard.json");
    switchboard.close();
    String first = "{\"services\": [" + ORDERS.formatted("") + "]}";
    Files.writeString(file, first);
    switchboard = start(first);
    Reload reload =
        new Reload(
            file,
            Configuration.read(file.toString()),
            program,
            switchboard::follow,
            new Events(Runnable::run, listener));
    new FileWatch(file, clock, Runnable::run, reload).soon();
  }

  /** Of a document that is no file, so that nothing but the test follows one. */
  private Switchboard start(String json) {
    return Configuration.of(Document.of("c", json.getBytes(StandardCharsets.UTF_8)))
        .builder()
        .randomness(Randomness.seeded(1))
        .resolver(resolver)
        .clock(clock)
        .build();
  }

  @AfterEach
  void end() {
    switchboard.close();
  }

  private void edit(String json) throws IOException {
    Files.writeString(file, json);
    clock.advance(Duration.ofSeconds(2));
  }

  private void editOrders(String more) throws IOException {
    edit("{\"services\": [" + ORDERS.formatted(more) + "]}");
  }

  private Dialer orders() {
    return switchboard.dialer("orders", 80).orElseThrow();
  }

  private void assertRefused(String... parts) {
    assertThat(listener.events(ConfigurationRefused.class)).hasSize(1);
    assertThat(listener.events(ConfigurationRefused.class).get(0).message())
        .startsWith(file.toString())
        .contains(parts)
        .endsWith("Nothing of the change was taken over.");
    assertThat(listener.events(ConfigurationChanged.class)).isEmpty();
    listener.clear();
  }

  @Test
  void callsAndBalancersFollowAndStatisticsStay() throws IOException {
    Dialer before = orders();
    var call = before.blockingCall(true);
    call.start();
    call.attemptEnded(Outcome.SUCCESS, null);
    editOrders(
        ", \"call\": {\"deadline\": \"3s\", \"retry\": {\"retries\": 0}},"
            + " \"balancer\": \"random\"");
    assertThat(listener.events(ConfigurationChanged.class))
        .containsExactly(new ConfigurationChanged(file.toString()));
    assertThat(orders()).isSameAs(before);
    assertThat(before.policy().deadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(before.policy().retry().retries()).isZero();
    assertThat(
            switchboard.snapshot().get(0).endpoints().stream().mapToLong(e -> e.attempts()).sum())
        .isEqualTo(1);
    editOrders(", \"timeout\": {\"perRequestTimeoutSeconds\": 7}");
    assertThat(before.policy().deadline()).isEqualTo(Duration.ofSeconds(7));
    assertThat(before.policy().retry().retries()).isEqualTo(2);
  }

  private int triesOfAFailingCall() {
    BlockingCall call = orders().blockingCall(true);
    Step step = call.start();
    int tries = 0;
    while (step instanceof Step.Try) {
      tries++;
      step = call.attemptEnded(Outcome.connectFailure("refused"), new IOException("refused"));
    }
    return tries;
  }

  /** Without pauses, so that one thread plays it. */
  @Test
  void retriesAndTheirBudgetFollow() throws IOException {
    String retry = ", \"call\": {\"retry\": {\"backoffBase\": \"0s\", %s}}";
    editOrders(retry.formatted("\"retries\": 3"));
    assertThat(triesOfAFailingCall()).isEqualTo(4);
    editOrders(retry.formatted("\"retries\": 0"));
    assertThat(triesOfAFailingCall()).isEqualTo(1);
    editOrders(retry.formatted("\"budgetPercent\": 0, \"budgetPerSecond\": 0"));
    assertThat(triesOfAFailingCall()).isEqualTo(1);
    editOrders(retry.formatted("\"retries\": 1"));
    assertThat(triesOfAFailingCall()).isEqualTo(2);
  }

  @Test
  void theBalancerFollows() throws IOException {
    editOrders(", \"balancer\": {\"subset\": {\"size\": 1, \"balancer\": \"random\"}}");
    Set<Object> picked = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      picked.add(orders().upstream().pick(new Tried(), true, clock.nanos()));
    }
    assertThat(picked).hasSize(1);
    editOrders("");
    for (int i = 0; i < 100; i++) {
      picked.add(orders().upstream().pick(new Tried(), true, clock.nanos()));
    }
    assertThat(picked).hasSizeGreaterThan(1);
  }

  private static String split(int canary) {
    return """
        , "balancer": {"split": {"routes": [
            {"to": {"version": "2"}, "weight": %d},
            {"weight": %d}], "balancer": "roundRobin"}}"""
        .formatted(canary, 100 - canary);
  }

  /** How many of a hundred calls reach it. */
  private int callsTo(Endpoint endpoint) {
    int calls = 0;
    for (int i = 0; i < 100; i++) {
      BlockingCall call = orders().blockingCall(true);
      Step.Try step = (Step.Try) call.start();
      calls += step.attempt().endpoint().equals(endpoint) ? 1 : 0;
      call.attemptEnded(Outcome.SUCCESS, null);
      step.attempt().finished();
    }
    return calls;
  }

  @Test
  void aSplitFollowsAndStatisticsStay() throws IOException {
    Endpoint canary = B.withAttributes(Map.of("version", "2"));
    resolver.set("orders", A, canary);
    editOrders(split(10));
    assertThat(callsTo(canary)).isBetween(9, 11);
    editOrders(split(60));
    assertThat(callsTo(canary)).isBetween(59, 61);
    editOrders(split(0));
    assertThat(callsTo(canary)).isZero();
    editOrders(split(100));
    assertThat(callsTo(canary)).isEqualTo(100);
    assertThat(switchboard.snapshot().get(0).endpoints())
        .extracting(e -> e.attempts())
        .satisfies(attempts -> assertThat(attempts.get(0) + attempts.get(1)).isEqualTo(400));
    assertThat(listener.events(ConfigurationRefused.class)).isEmpty();
  }

  @Test
  void theProgramHasTheLastWordAgain() throws IOException {
    program.defaults(policy -> policy.withCall(c -> c.withConnectTimeout(Duration.ofMillis(77))));
    editOrders(", \"call\": {\"deadline\": \"3s\"}");
    assertThat(orders().policy().deadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(orders().policy().connectTimeout()).isEqualTo(Duration.ofMillis(77));
  }

  @Test
  void aliasesComeAndStay() throws IOException {
    edit(
        "{\"services\": [{\"portName\": \"db\", \"clientAliases\":"
            + " [{\"port\": 3306, \"dnsName\": \"mysql.local\"}],"
            + " \"outlier\": {\"consecutiveFailures\": 9}}]}");
    assertThat(listener.events(ConfigurationRefused.class)).isEmpty();
    assertThat(switchboard.snapshot())
        .extracting(s -> s.alias() + " " + s.service())
        .containsExactly("mysql.local:3306 test/db", "orders:80 test/orders");
  }

  @Test
  void aliasesThatNobodyDeclaredFollowTheDefaults() throws IOException {
    Dialer other = switchboard.dialer("other", 80).orElseThrow();
    edit(
        "{\"defaults\": {\"call\": {\"deadline\": \"4s\"}}, \"services\": ["
            + ORDERS.formatted("")
            + "]}");
    assertThat(other.policy().deadline()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aBadEditIsToldOnce() throws IOException {
    editOrders(", \"call\": {\"deadlin\": \"3s\"}");
    assertRefused(":1:101: services[0].call: unknown key \"deadlin\", did you mean \"deadline\"?");
    clock.advance(Duration.ofSeconds(20));
    assertThat(listener.events()).isEmpty();
    assertThat(orders().policy().deadline()).isEqualTo(Duration.ofSeconds(15));
    editOrders("");
    assertThat(listener.events()).isEmpty(); // as it was
    Files.delete(file);
    clock.advance(Duration.ofSeconds(20));
    assertRefused(file.toString());
  }

  @Test
  void whatTakesARestartIsRefusedAsAWhole() throws IOException {
    edit(
        "{\"zone\": \"eu-west-1b\", \"resolution\": {\"staleAfter\": \"2m\"}, \"services\": ["
            + ORDERS.formatted(", \"call\": {\"deadline\": \"3s\"}")
            + "]}");
    assertRefused("what is new in resolution, zone takes a restart");
    assertThat(orders().policy().deadline()).isEqualTo(Duration.ofSeconds(15));
    editOrders(", \"outlier\": {\"consecutiveFailures\": 9}");
    assertRefused("the outlier policy of orders:80 is", "without a restart");
    editOrders(", \"discoveryName\": \"orders-2\"");
    assertRefused("the service of orders:80 is test/orders and cannot become test/orders-2");
    editOrders(", \"call\": {\"deadline\": \"3s\"}");
    assertThat(orders().policy().deadline()).isEqualTo(Duration.ofSeconds(3));
  }

  /** Everything real: clock, threads, file. */
  @Test
  void aSwitchboardFollowsItsFile() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    try (Switchboard real =
        Switchboard.fromConfig(file.toString())
            .resolver(resolver)
            .listener(
                event -> {
                  if (event instanceof ConfigurationChanged) {
                    changed.countDown();
                  }
                })
            .build()) {
      Files.writeString(
          file, "{\"services\": [" + ORDERS.formatted(", \"call\": {\"deadline\": \"3s\"}") + "]}");
      assertThat(changed.await(15, TimeUnit.SECONDS)).isTrue();
      assertThat(real.dialer("orders", 80).orElseThrow().policy().deadline())
          .isEqualTo(Duration.ofSeconds(3));
    }
  }
}
