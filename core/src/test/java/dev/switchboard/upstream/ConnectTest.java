package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectTest {

  private final Rig rig = new Rig(A, B, C);

  private Attempt connect() {
    return Objects.requireNonNull(rig.upstream.connect(new Tried(), 1, rig.clock.nanos()));
  }

  private List<Integer> connections() {
    return Stream.of(A, B, C).map(e -> rig.snapshot(e).inFlight()).toList();
  }

  @Test
  void connectionsAreEven_notDials() {
    List<Attempt> open = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      open.add(connect());
    }
    assertThat(connections()).containsExactly(3, 3, 3);
    open.stream().filter(a -> a.endpoint().equals(B)).forEach(Attempt::finished);
    for (int i = 0; i < 3; i++) {
      assertThat(connect().endpoint()).isEqualTo(B);
    }
    assertThat(connections()).containsExactly(3, 3, 3);
  }

  /** A tenth of the connections, and none for what only calls with a key may reach. */
  @Test
  void ofASplitConnectionsAreByTheWeightsOfItsRoutes() {
    Endpoint canary = B.withAttributes(Map.of("version", "2"));
    Endpoint secret = C.withAttributes(Map.of("version", "3"));
    Rig lab =
        new Rig(
            Balancer.split(
                List.of(
                    SplitRoute.to("version", "3").withWhen("x-user", "7"),
                    SplitRoute.to("version", "2").withWeight(10),
                    SplitRoute.toRest().withWeight(90)),
                Balancer.roundRobin()),
            A,
            canary,
            secret);
    for (int i = 0; i < 100; i++) {
      assertThat(lab.upstream.connect(new Tried(), 1, lab.clock.nanos())).isNotNull();
    }
    assertThat(Stream.of(A, canary, secret).map(e -> lab.snapshot(e).inFlight()))
        .containsExactly(90, 10, 0);
    for (Endpoint endpoint : List.of(A, canary, secret)) {
      assertThat(lab.upstream.isCrowded(endpoint, lab.clock.nanos())).isFalse();
    }
  }

  @Test
  void whoeverComesTogetherSpreads() throws Exception {
    int callers = 50;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      for (int round = 1; round <= 20; round++) {
        CyclicBarrier start = new CyclicBarrier(callers);
        List<Future<Attempt>> attempts = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
          attempts.add(
              threads.submit(
                  () -> {
                    start.await();
                    return connect();
                  }));
        }
        for (Future<Attempt> attempt : attempts) {
          attempt.get();
        }
        int least = callers * round / 3;
        assertThat(connections()).as("round %d", round).allMatch(n -> n == least || n == least + 1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void nobodyPicksBetweenAPickAndItsCount() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicReference<Thread> second = new AtomicReference<>();
    Randomness slow =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          Thread other = second.get();
          // Whoever is first stays inside until the second stands at the door, or has come in.
          while (other != null
              && Thread.currentThread() != other
              && most.get() < 2
              && other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          inside.decrementAndGet();
          return 0;
        };
    ServiceTracker tracker =
        new ServiceTracker(
            rig.resolver.service("orders"),
            OutlierPolicy.defaults(),
            new Resolver.Context(rig.clock, slow, Runnable::run, ResolutionPolicy.defaults()),
            rig.events);
    Upstream upstream =
        tracker.upstream(new Alias("orders", 8080), Balancer.roundRobin(), Locality::unknown);
    tracker.start(rig.resolver);
    FutureTask<@Nullable Attempt> later =
        new FutureTask<>(() -> upstream.connect(new Tried(), 1, 0));
    Thread thread =
        new Thread(
            () -> {
              while (inside.get() == 0) {
                Thread.onSpinWait();
              }
              later.run();
            });
    second.set(thread);
    thread.start();
    Attempt first = upstream.connect(new Tried(), 1, 0);
    assertThat(Objects.requireNonNull(later.get(10, TimeUnit.SECONDS)).endpoint())
        .isNotEqualTo(Objects.requireNonNull(first).endpoint());
    assertThat(most).as("one at a time").hasValue(1);
  }

  @Test
  void aRetryGoesElsewhere() {
    Tried tried = new Tried();
    List<Endpoint> tries = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      Attempt attempt = Objects.requireNonNull(rig.upstream.connect(tried, i, 0));
      tries.add(attempt.endpoint());
    }
    assertThat(tries).containsExactlyInAnyOrder(A, B, C);
  }

  @Test
  void theFirstDialAfterAnEjectionProbes() {
    rig.eject(A);
    for (int i = 0; i < 6; i++) {
      assertThat(connect().endpoint()).isNotEqualTo(A);
    }
    rig.clock.advance(Duration.ofSeconds(30));
    Attempt probe = connect();
    assertThat(probe.endpoint()).isEqualTo(A);
    probe.showed(Outcome.SUCCESS, rig.clock.nanos());
    assertThat(rig.upstream.uses(A)).isTrue();
  }

  @Test
  void withoutEndpointsThereIsNone() {
    assertThat(new Rig().upstream.connect(new Tried(), 1, 0)).isNull();
  }

  @Test
  void usesWhatIsListedAndIn() {
    assertThat(rig.upstream.uses(A)).isTrue();
    rig.eject(A);
    assertThat(rig.upstream.uses(A)).as("ejected").isFalse();
    rig.resolver.set("orders", A, C);
    assertThat(rig.upstream.uses(B)).as("removed").isFalse();
    rig.resolver.set("orders", A, C.withId("its successor at the same address"));
    assertThat(rig.upstream.uses(C)).as("replaced").isFalse();
  }

  @Test
  void aConnectionIsCrowdedWhereAnotherEndpointWouldHaveFewerWithIt() {
    Rig two = new Rig(A, B);
    for (int i = 0; i < 4; i++) {
      two.upstream.connect(new Tried(), 1, 0);
    }
    assertThat(two.upstream.isCrowded(A, 0)).as("2 and 2").isFalse();
    two.resolver.set("orders", A, B, C);
    assertThat(two.upstream.isCrowded(A, 0)).as("2, 2 and 0").isTrue();
    two.upstream.connect(new Tried(), 1, 0);
    assertThat(two.upstream.isCrowded(A, 0)).as("2, 2 and 1").isFalse();
    assertThat(two.upstream.isCrowded(Endpoint.of("10.0.0.9", 80), 0)).as("gone").isFalse();
  }

  @Test
  void whereNothingIsLeftEverythingIsUsed() {
    assertThat(new Rig().upstream.uses(A)).as("a registry that says nothing").isTrue();
    Rig one = new Rig(A);
    one.eject(A);
    assertThat(one.upstream.uses(A)).as("the last one").isTrue();
    one.tracker.close();
    assertThat(one.upstream.uses(A)).as("closed").isTrue();
  }
}
