package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.switchboard.Switchboard;
import dev.switchboard.call.NoEndpointException;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.IpAddress;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.EmptyResolutionIgnored;
import dev.switchboard.event.SwitchboardEvent.ResolutionChanged;
import dev.switchboard.event.SwitchboardEvent.ResolutionFailed;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testkit.CloudMapFault;
import dev.switchboard.testkit.CloudMapServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * From a registry in trouble to what the application sees: the real AWS SDK and real HTTP, over
 * sockets; only time is moved by hand.
 */
@Timeout(60)
class RegistryTest {

  private static final Duration POLL = Duration.ofSeconds(5);

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private final ManualClock clock = new ManualClock();
  private final News news = new News();
  private final Switchboard switchboard =
      Switchboard.builder()
          .allowLoopback()
          .resolver(CloudMapResolver.builder("prod").client(cloudMap.client()).build())
          .clock(clock)
          .listener(news)
          .build();
  private final OkHttpClient http =
      new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
  private final List<MockWebServer> tasks = new ArrayList<>();

  /** What became of the registry's answers, to be waited for. */
  private static final class News implements SwitchboardListener {

    private final BlockingQueue<SwitchboardEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void onEvent(SwitchboardEvent event) {
      events.add(event);
    }

    <E extends SwitchboardEvent> E next(Class<E> type) throws InterruptedException {
      for (SwitchboardEvent event = poll(); ; event = poll()) {
        if (type.isInstance(event)) {
          return type.cast(event);
        }
      }
    }

    private SwitchboardEvent poll() throws InterruptedException {
      SwitchboardEvent event = events.poll(20, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing was told for 20 s");
      }
      return event;
    }
  }

  @AfterEach
  void close() {
    switchboard.close();
    cloudMap.close();
    tasks.forEach(MockWebServer::close);
  }

  private MockWebServer task(String id) throws IOException {
    MockWebServer task = new MockWebServer();
    task.setDispatcher(Lab.always(new MockResponse.Builder().body(id).build()));
    task.start(InetAddress.getLoopbackAddress(), 0);
    tasks.add(task);
    return task;
  }

  private MockWebServer startTask(String id, Map<String, String> attributes) throws IOException {
    MockWebServer task = task(id);
    Map<String, String> all = new HashMap<>(attributes);
    all.put("AWS_INSTANCE_IPV4", "127.0.0.1");
    all.put("AWS_INSTANCE_PORT", String.valueOf(task.getPort()));
    cloudMap.register("prod", "orders", id, all);
    return task;
  }

  private MockWebServer startTask(String id) throws IOException {
    return startTask(id, Map.of());
  }

  private String get() throws IOException {
    return call(Lab.get());
  }

  private String call(Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }

  /** Dials the alias, so that it is resolved, and lets the first answer come. */
  private void resolve() throws InterruptedException {
    switchboard.dialer("orders", 8080);
    clock.advance(Duration.ZERO);
    news.next(ResolutionChanged.class);
  }

  /** Lets as many polls come due, one after the other, and be answered. */
  private void poll(int times) {
    for (int i = 0; i < times; i++) {
      awaitScheduled(1);
      clock.advance(POLL);
      awaitScheduled(1); // the next one is scheduled when this one was answered
    }
  }

  private void awaitScheduled(int atLeast) {
    while (clock.pending() < atLeast) {
      Thread.onSpinWait();
    }
  }

  private Set<String> answersOf(int calls) throws IOException {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < calls; i++) {
      answers.add(get());
    }
    return answers;
  }

  @Test
  void registered_getsTraffic_deregistered_getsNone() throws Exception {
    startTask("task-1");
    resolve();
    assertThat(answersOf(40)).containsExactly("task-1");
    startTask("task-2");
    poll(1);
    assertThat(news.next(ResolutionChanged.class).added())
        .extracting(Endpoint::id)
        .containsExactly("task-2");
    assertThat(answersOf(40)).containsExactly("task-1", "task-2");
    cloudMap.deregister("prod", "orders", "task-1");
    poll(1);
    assertThat(news.next(ResolutionChanged.class).removed())
        .extracting(Endpoint::id)
        .containsExactly("task-1");
    assertThat(answersOf(40)).containsExactly("task-2");
  }

  @Test
  void twoClustersUnderOneName_areOneService() throws Exception {
    startTask("blue-1", Map.of("ECS_CLUSTER_NAME", "blue"));
    startTask("green-1", Map.of("ECS_CLUSTER_NAME", "green"));
    resolve();
    assertThat(answersOf(40)).containsExactly("blue-1", "green-1");
    try (Response response = http.newCall(Lab.get()).execute()) {
      assertThat(Answer.of(response).orElseThrow().endpoint().attributes())
          .containsKey("ECS_CLUSTER_NAME");
    }
  }

  @Test
  void anErrorKeepsWhatWasKnown_andTheRegistryComesBackByItself() throws Exception {
    startTask("task-1");
    resolve();
    for (CloudMapFault fault :
        List.of(
            CloudMapFault.serverError(),
            CloudMapFault.throttle(),
            CloudMapFault.garbage(),
            CloudMapFault.wrongContentType(),
            CloudMapFault.cutOff(),
            CloudMapFault.accessDenied(),
            CloudMapFault.reset())) {
      cloudMap.fault(fault);
      poll(12);
      news.next(ResolutionFailed.class);
      assertThat(get()).isEqualTo("task-1");
    }
    startTask("task-2");
    cloudMap.heal();
    poll(12);
    news.next(ResolutionChanged.class);
    assertThat(answersOf(40)).containsExactly("task-1", "task-2");
  }

  @Test
  void emptyIsDoubtedForAMinute_thenSaid_andTheServiceComesBack() throws Exception {
    startTask("task-1");
    resolve();
    cloudMap.deregister("prod", "orders", "task-1");
    poll(1);
    assertThat(news.next(EmptyResolutionIgnored.class).kept()).isOne();
    assertThat(get()).isEqualTo("task-1");
    poll(14);
    assertThat(news.next(ResolutionChanged.class).total()).isZero();
    Thread impatient =
        new Thread(
            () -> {
              awaitScheduled(3); // the next poll, the call's deadline, and its wait
              clock.advance(POLL.multipliedBy(2));
            });
    impatient.start();
    assertThatThrownBy(this::get)
        .isInstanceOfSatisfying(
            NoEndpointException.class, e -> assertThat(e.reason()).isEqualTo(Absence.Reason.EMPTY))
        .hasMessageContaining("after waiting 10000 ms")
        .hasMessageContaining("lists no endpoint for service prod/orders");
    impatient.join();
    startTask("task-2");
    poll(1);
    news.next(ResolutionChanged.class);
    assertThat(get()).isEqualTo("task-2");
  }

  @Test
  void allReplacedOneByOne_noPostFails() throws Exception {
    List<MockWebServer> old = List.of(startTask("a-1"), startTask("a-2"), startTask("a-3"));
    resolve();
    for (int i = 1; i <= 3; i++) {
      startTask("b-" + i);
      cloudMap.deregister("prod", "orders", "a-" + i);
      for (int j = 0; j < 6; j++) {
        assertThat(call(Lab.post())).as("it serves until its callers know").isNotEmpty();
      }
      poll(1);
      news.next(ResolutionChanged.class);
      old.get(i - 1).close();
      for (int j = 0; j < 6; j++) {
        assertThat(call(Lab.post())).isNotEqualTo("a-" + i);
      }
    }
    assertThat(answersOf(60)).containsExactly("b-1", "b-2", "b-3");
  }

  /** Timers run again once the call waits: for the registry, its deadline, and the answer. */
  private String getAfterThaw() throws Exception {
    int before = clock.pending();
    Thread timers =
        new Thread(
            () -> {
              awaitScheduled(before + 2);
              clock.advance(Duration.ZERO);
            });
    timers.start();
    String answer = get();
    timers.join();
    return answer;
  }

  @Test
  void frozenForAnHour_theFirstCallGoesToWhatIsThereNow() throws Exception {
    MockWebServer old = startTask("task-1");
    resolve();
    assertThat(get()).isEqualTo("task-1");
    int before = old.getRequestCount();
    cloudMap.deregister("prod", "orders", "task-1");
    startTask("task-2");
    clock.freeze(Duration.ofHours(1));
    assertThat(getAfterThaw()).isEqualTo("task-2");
    assertThat(old.getRequestCount()).isEqualTo(before);
  }

  @Test
  void frozenWhileTheRegistryIsDown_theFirstCallGoesOnWithWhatWasKnown() throws Exception {
    startTask("task-1");
    resolve();
    cloudMap.stop();
    clock.freeze(Duration.ofHours(1));
    assertThat(getAfterThaw()).isEqualTo("task-1");
    assertThat(switchboard.snapshot().get(0).problem()).contains("Cloud Map did not answer");
  }

  @Test
  void ipv6_isDialedAsIpv4Is() throws Exception {
    InetAddress loopback = IpAddress.parse("::1");
    assumeThat(loopback.isReachable(1000)).as("this machine has IPv6").isTrue();
    MockWebServer task = new MockWebServer();
    task.setDispatcher(Lab.always(new MockResponse.Builder().body("six").build()));
    task.start(loopback, 0);
    tasks.add(task);
    cloudMap.register(
        "prod",
        "orders",
        "six",
        Map.of("AWS_INSTANCE_IPV6", "::1", "AWS_INSTANCE_PORT", String.valueOf(task.getPort())));
    resolve();
    assertThat(get()).isEqualTo("six");
  }
}
