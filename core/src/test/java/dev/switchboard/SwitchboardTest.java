package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.NoEndpointException;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SwitchboardTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);

  private final SettableResolver resolver = new SettableResolver();
  private final ManualClock clock = new ManualClock();

  /** Does what the settable one does, but for what a test adds to {@code watch}. */
  private abstract class Delegating implements Resolver {
    @Override
    public Optional<Service> serviceFor(String host) {
      return resolver.serviceFor(host);
    }

    @Override
    public Service service(String name) {
      return resolver.service(name);
    }

    @Override
    public void close() {}
  }

  private Switchboard.Builder builder() {
    return Switchboard.builder().resolver(resolver).clock(clock);
  }

  /** What somebody hands in who compiles without NullAway. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    return null;
  }

  @Test
  void whatIsAnAlias() {
    try (Switchboard switchboard = builder().alias("db.internal:99").build()) {
      assertThat(switchboard.dialer("orders", 8080)).isPresent();
      assertThat(switchboard.dialer("ORDERS", 8080)).isEqualTo(switchboard.dialer("orders", 8080));
      assertThat(switchboard.dialer("db.internal", 99)).isPresent();
      assertThat(switchboard.dialer("db.internal", 98)).isEmpty();
      assertThat(switchboard.dialer("localhost", 80)).isEmpty();
      assertThat(switchboard.dialer("example.com", 80)).isEmpty();
      assertThat(switchboard.snapshot())
          .extracting(s -> s.alias().toString())
          .containsExactly("db.internal:99", "orders:8080");
    }
  }

  @Test
  void onlyDeclaredAliases() {
    try (Switchboard switchboard = builder().alias("orders:80").onlyDeclaredAliases().build()) {
      assertThat(switchboard.dialer("orders", 80)).isPresent();
      assertThat(switchboard.dialer("orders", 81)).isEmpty();
      assertThat(switchboard.dialer("billing", 80)).isEmpty();
    }
  }

  @Test
  void aStaticListNeedsNoRegistry() {
    try (Switchboard switchboard =
        Switchboard.builder().resolver(StaticResolver.of(Map.of("Orders", List.of(A)))).build()) {
      BlockingCall call = switchboard.dialer("orders", 80).orElseThrow().blockingCall(true);
      Step.Try step = (Step.Try) call.start();
      assertThat(step.attempt().endpoint()).isEqualTo(A);
      assertThat(call.attemptEnded(Outcome.SUCCESS, null)).isEqualTo(new Step.Finish(null));
      assertThat(switchboard.dialer("elsewhere", 80)).isEmpty();
    }
  }

  @Test
  void builderErrorsSayWhatToWrite() {
    assertThatThrownBy(() -> Switchboard.builder().build())
        .hasMessageContaining(".resolver(CloudMapResolver.forNamespace(");
    assertThatThrownBy(() -> builder().alias("a:1").alias("a:1"))
        .hasMessageContaining("a:1 is declared twice");
    Switchboard.Builder disagreeing =
        builder()
            .alias("a:1", p -> p.withService("s"))
            .alias(
                "b:1",
                p ->
                    p.withService("s")
                        .withOutlier(
                            o ->
                                o.withConsecutiveFailures(2)
                                    .withEjection(
                                        e -> e.withBaseEjectionTime(Duration.ofMinutes(1)))));
    assertThatThrownBy(disagreeing::build)
        .hasMessageContaining("of service test/s have different outlier policies")
        .hasMessageMatching(
            ".* differ in consecutiveFailures: . and ., ejection.baseEjectionTime: \\w+ and \\w+");
    assertThatThrownBy(() -> builder().alias("a:1", p -> p.withBalancer(nothing())).build())
        .hasMessage("balancer");
    assertThatThrownBy(() -> builder().alias("a:1", p -> nothing()).build())
        .hasMessage("the settings of a:1 are null");
    assertThatThrownBy(() -> builder().zone(" ")).hasMessageContaining("leave it out");
    Switchboard.Builder misspelled =
        Switchboard.builder()
            .resolver(StaticResolver.of(Map.of("orders", List.of(A))))
            .alias("oders:80");
    assertThatThrownBy(misspelled::build)
        .hasMessage("the static resolver has no service \"oders\"; it has [orders]");
  }

  @Test
  void anAliasMayStandForAServiceOfAnotherName() {
    resolver.set("orders-v2", A);
    try (Switchboard switchboard =
        builder().alias("orders:80", p -> p.withService("orders-v2")).build()) {
      assertThat(switchboard.snapshot().get(0).endpoints()).hasSize(1);
    }
  }

  @Test
  void whileOthersAreResolvedTheOwnServiceIsWanted() {
    try (Switchboard switchboard = builder().zone("a").ownService("shop").build()) {
      switchboard.dialer("orders", 80);
      int before = resolver.uses("shop");
      resolver.set("orders", A);
      assertThat(resolver.uses("shop")).isGreaterThan(before);
      assertThat(resolver.uses("orders")).as("nobody has called it").isZero();
    }
  }

  @Test
  void prefersItsOwnZone_asFarAsItsLikeLeaveRoom() {
    Endpoint b = Endpoint.of("10.0.0.2", 80).withZone("b");
    Endpoint c = Endpoint.of("10.0.0.3", 80).withZone("b");
    Endpoint d = Endpoint.of("10.0.0.4", 80).withZone("b");
    resolver.set("orders", A.withZone("a"), b, c, d);
    resolver.set("shop", Endpoint.of("10.1.0.1", 80).withZone("a"), b.withPort(81));
    try (Switchboard switchboard = builder().zone("a").ownService("shop").build()) {
      Dialer dialer = switchboard.dialer("orders", 80).orElseThrow();
      int own = 0;
      for (int i = 0; i < 1000; i++) {
        Step.Try step = (Step.Try) dialer.blockingCall(true).start();
        own += step.attempt().endpoint().zone().equals("a") ? 1 : 0;
      }
      assertThat(own).as("a quarter of the endpoints for half of the callers").isBetween(495, 505);
    }
  }

  @Test
  void closeLeavesNothingBehind() {
    Switchboard switchboard = builder().build();
    switchboard.dialer("orders", 80);
    assertThat(resolver.watches()).isOne();
    switchboard.close();
    assertThat(resolver.watches()).isZero();
    assertThat(clock.pending()).isZero();
    Step.Finish finish =
        (Step.Finish) switchboard.dialer("late", 80).orElseThrow().blockingCall(true).start();
    assertThat(finish.failure())
        .isInstanceOfSatisfying(
            NoEndpointException.class,
            e -> assertThat(e.reason()).isEqualTo(Absence.Reason.CLOSED));
  }

  @Test
  void closeEndsEveryThread() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asking = new CountDownLatch(1);
    Resolver busy =
        new Delegating() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            context.clock().schedule(Duration.ofHours(1), () -> {});
            context
                .executor()
                .execute(
                    () -> {
                      asking.countDown();
                      try {
                        never.await(); // a registry that hangs
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            return resolver.watch(service, observer, context);
          }
        };
    resolver.set("orders", A);
    Switchboard switchboard = Switchboard.builder().resolver(busy).listener(e -> {}).build();
    switchboard.dialer("orders", 80);
    asking.await();
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("switchboard-"))
            .toList();
    assertThat(threads)
        .extracting(Thread::getName)
        .contains("switchboard-timer", "switchboard-registry-1", "switchboard-events");
    switchboard.close();
    for (Thread thread : threads) {
      thread.join(5_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  @Test
  void aListenerThatThrowsHarmsNobody() {
    resolver.set("orders", A);
    try (Switchboard switchboard =
        builder()
            .listener(
                event -> {
                  throw new IllegalStateException("on purpose");
                })
            .build()) {
      BlockingCall call = switchboard.dialer("orders", 80).orElseThrow().blockingCall(true);
      assertThat(call.start()).isInstanceOf(Step.Try.class);
      assertThat(call.attemptEnded(Outcome.SUCCESS, null)).isEqualTo(new Step.Finish(null));
    }
  }

  @Test
  void aBlockedCallIsWokenByTheResolution() throws Exception {
    try (Switchboard switchboard = builder().build()) {
      BlockingCall call = switchboard.dialer("orders", 80).orElseThrow().blockingCall(true);
      CompletableFuture<Step> step = CompletableFuture.supplyAsync(call::start);
      while (clock.pending() == 0) {
        Thread.onSpinWait();
      }
      resolver.set("orders", A);
      assertThat(step.get(10, TimeUnit.SECONDS)).isInstanceOf(Step.Try.class);
    }
  }

  @Test
  void aBlockedCallCanBeCancelled() throws Exception {
    try (Switchboard switchboard = builder().build()) {
      BlockingCall call = switchboard.dialer("orders", 80).orElseThrow().blockingCall(true);
      CompletableFuture<Step> step = CompletableFuture.supplyAsync(call::start);
      while (clock.pending() == 0) {
        Thread.onSpinWait();
      }
      call.cancel();
      Step.Finish finish = (Step.Finish) step.get(10, TimeUnit.SECONDS);
      assertThat(finish.failure()).hasMessageContaining("was cancelled");
    }
  }

  /** http://{whatever a user typed}/ in an application that fetches links. */
  @Test
  void hostsThatUsersTypeDoNotPileUp() {
    try (Switchboard switchboard = builder().alias("orders:80").build()) {
      for (int i = 0; i < 1000; i++) {
        switchboard.dialer("typo" + i, 80);
      }
      assertThat(switchboard.dialer("orders", 80)).isPresent();
      assertThat(switchboard.dialer("typo7", 80)).isPresent();
      assertThatThrownBy(() -> switchboard.dialer("one-more", 80))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the last was one-more:80")
          .hasMessageContaining(".onlyDeclaredAliases()");
      assertThat(resolver.watches()).isEqualTo(1001);
    }
  }

  /** A resolver that asks its registry through another alias of the same switchboard. */
  @Test
  void aResolverMayDial() {
    AtomicReference<Switchboard> built = new AtomicReference<>();
    Resolver dialing =
        new Delegating() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            for (int i = 0; service.name().equals("orders") && i < 100; i++) {
              Objects.requireNonNull(built.get())
                  .dialer("consul" + i, 8500); // one of them falls into the same bin
            }
            return resolver.watch(service, observer, context);
          }
        };
    try (Switchboard switchboard = Switchboard.builder().resolver(dialing).build()) {
      built.set(switchboard);
      assertThatCode(() -> switchboard.dialer("orders", 80)).doesNotThrowAnyException();
    }
  }

  @Test
  void aBuildThatFailsLeavesNothingBehind() {
    Resolver refusing =
        new Delegating() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            if (service.name().equals("no")) {
              throw new IllegalStateException("on purpose");
            }
            context.clock().schedule(Duration.ofHours(1), () -> {});
            return resolver.watch(service, observer, context);
          }
        };
    assertThatThrownBy(
            () ->
                Switchboard.builder()
                    .resolver(refusing)
                    .clock(clock)
                    .alias("yes:80")
                    .alias("no:80")
                    .build())
        .hasMessage("on purpose");
    assertThat(resolver.watches()).as("yes is no longer watched").isZero();
    assertThatThrownBy(
            () ->
                builder()
                    .defaults(p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofSeconds(20))))
                    .build())
        .hasMessageContaining("perTryTimeout (20s) must be shorter than deadline (15s)");
  }

  @Test
  void limitsThatContradictEachOtherAreRefusedWhenPutToUse() {
    Switchboard.Builder contradicting =
        builder()
            .alias("orders:80", p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofSeconds(15))));
    assertThatThrownBy(contradicting::build)
        .hasMessage(
            "orders:80: perTryTimeout (15s) must be shorter than deadline (15s), or it never takes effect");
  }
}
