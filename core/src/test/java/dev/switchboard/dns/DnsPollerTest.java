package dev.switchboard.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError.Kind;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** When DNS is asked, to the nanosecond. The TTL is 20 s; the dice fall highest unless said. */
class DnsPollerTest {

  private static final Duration NANO = Duration.ofNanos(1);
  private static final Duration TTL = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock();
  private final Heard heard = new Heard();
  private final List<Long> asked = new ArrayList<>();
  private boolean failing;
  private boolean broken;
  private int address = 1;

  private DnsPoller poller(Randomness dice, Executor executor) {
    DnsPoller poller =
        new DnsPoller(
            this::answer,
            heard,
            new Resolver.Context(clock, dice, executor, ResolutionPolicy.defaults()),
            DnsPolicy.defaults(),
            closed -> {});
    poller.start();
    clock.advance(Duration.ZERO);
    return poller;
  }

  private DnsPoller poller() {
    return poller(() -> -1, Runnable::run);
  }

  private DnsQuestions.Answer answer() throws DnsFailure {
    asked.add(Duration.ofNanos(clock.nanos()).toMillis());
    if (failing) {
      throw new DnsFailure(Kind.UNAVAILABLE, "down");
    }
    if (broken) {
      throw new IllegalStateException("un\nexpected");
    }
    return new DnsQuestions.Answer(
        Resolution.of(EndpointSet.of(Endpoint.of("10.0.0." + address, 80))), TTL);
  }

  @Test
  void anAnswerIsAskedForUpToATenthSooner_neverLater() {
    poller(() -> 0, Runnable::run);
    clock.advance(Duration.ofSeconds(18).minus(NANO));
    assertThat(asked).hasSize(1);
    clock.advance(NANO);
    assertThat(asked).containsExactly(0L, 18_000L);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]", "[10.0.0.1:80]");
  }

  @Test
  void afterErrorsItBacksOffToTheCeiling_andComesBackAtOnce() {
    failing = true;
    poller(() -> 0, Runnable::run);
    clock.advance(Duration.ofMinutes(1));
    assertThat(asked).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 30_500L, 45_500L);
    failing = false;
    asked.clear();
    clock.advance(Duration.ofSeconds(19));
    assertThat(asked).containsExactly(60_500L, 78_500L);
  }

  @Test
  void whateverGoesWrong_theAskingGoesOn() {
    broken = true;
    poller();
    assertThat(heard.next())
        .containsExactly(
            "UNAVAILABLE the answer of DNS could not be read: java.lang.IllegalStateException:"
                + " un\\u000aexpected");
    broken = false;
    clock.advance(Duration.ofSeconds(1));
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
  }

  @Test
  void aRefreshComesWithinTheFloor_inGapsThatGrowUntilTheAnswerChanges() {
    DnsPoller poller = poller(() -> 0, Runnable::run);
    for (int i = 0; i < 50; i++) {
      poller.refresh();
      clock.advance(Duration.ofMillis(100));
    }
    // At most once in 2 s, then 4 s, after the first.
    assertThat(asked).containsExactly(0L, 0L, 2_000L);
    address = 2;
    clock.advance(Duration.ofSeconds(16));
    poller.refresh();
    clock.advance(Duration.ZERO);
    assertThat(asked).endsWith(20_000L, 21_000L);
    assertThat(heard.next()).endsWith("[10.0.0.2:80]");
  }

  @Test
  void aProcessThatWasFrozenAsksAtOnce_andCallsWait() {
    Queue<Runnable> later = new ArrayDeque<>();
    DnsPoller poller = poller(() -> -1, later::add);
    later.remove().run();
    assertThat(poller.use(clock.nanos())).isTrue();
    clock.freeze(Duration.ofSeconds(25)); // 20 s and 5 s
    assertThat(poller.use(clock.nanos())).isTrue();
    clock.freeze(Duration.ofNanos(1));
    assertThat(poller.use(clock.nanos())).isFalse();
    clock.advance(Duration.ZERO);
    assertThat(later).hasSize(1);
    assertThat(poller.use(clock.nanos())).isFalse();
    clock.advance(Duration.ofSeconds(1).minus(NANO));
    assertThat(poller.use(clock.nanos())).isFalse();
    clock.advance(NANO); // that was the first call's wait: it is the server now
    assertThat(poller.use(clock.nanos())).isTrue();
    later.remove().run();
    assertThat(poller.use(clock.nanos())).isTrue();
    assertThat(asked).hasSize(2);
  }

  @Test
  void aMachineThatWasSuspendedIsNoticedByTheOtherClock() {
    DnsPoller poller = poller();
    clock.suspend(Duration.ofSeconds(30));
    assertThat(poller.use(clock.nanos())).isFalse();
    clock.advance(Duration.ZERO);
    assertThat(asked).hasSize(2);
    assertThat(poller.use(clock.nanos())).isTrue();
  }

  @Test
  void aServerThatFailsOrIsSlowHoldsUpNobody() {
    Queue<Runnable> later = new ArrayDeque<>();
    DnsPoller poller = poller(() -> -1, later::add);
    later.remove().run();
    failing = true;
    clock.advance(TTL);
    clock.advance(Duration.ofMinutes(2)); // no thread was free, or the server is slow
    assertThat(poller.use(clock.nanos())).isTrue();
    later.remove().run();
    assertThat(poller.use(clock.nanos())).isTrue();
    assertThat(later).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(later).hasSize(1);
  }

  @Test
  void oneQuestionAtATime() {
    Queue<Runnable> later = new ArrayDeque<>();
    DnsPoller poller = poller(() -> 0, later::add);
    poller.refresh();
    clock.advance(Duration.ofMinutes(1));
    assertThat(later).hasSize(1);
  }

  @Test
  void aClosedWatchAsksAndHearsNothing() {
    Queue<Runnable> later = new ArrayDeque<>();
    DnsPoller poller = poller(() -> -1, later::add);
    poller.close();
    later.remove().run();
    poller.refresh();
    assertThat(poller.use(clock.nanos())).isTrue();
    clock.advance(Duration.ofHours(1));
    assertThat(asked).isEmpty();
    assertThat(heard.next()).isEmpty();
    assertThat(clock.pending()).isZero();
  }
}
