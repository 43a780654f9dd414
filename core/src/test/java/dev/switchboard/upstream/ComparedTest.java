package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.switchboard.balance.Balancer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.health.Standing.State;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Endpoints that are worse than the others, and what becomes of a pool where many are out. */
class ComparedTest {

  private static final Endpoint D = Endpoint.of("10.0.0.4", 80);
  private static final Outcome FAILED = Outcome.failure(Resend.NEVER, "500");
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Half of the attempts on A fail, though never five in a row. */
  private static void halfOfTheAttemptsOnAFail(Rig rig) {
    for (int i = 0; i < 50; i++) {
      rig.attempt(A, i % 2 == 0 ? FAILED : Outcome.SUCCESS);
      rig.attempt(B, Outcome.SUCCESS);
    }
  }

  private static Set<Endpoint> used(Rig rig) {
    Set<Endpoint> used = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      used.add(rig.pick().endpoint());
    }
    return used;
  }

  @Test
  void whatAnEndpointWasEjectedForIsNotHeldAgainstItAgain() {
    Rig rig = new Rig(A, B);
    halfOfTheAttemptsOnAFail(rig);
    for (int i = 0; i < 20 && rig.snapshot(A).state() == State.HEALTHY; i++) {
      rig.attempt(A, FAILED);
    }
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    rig.clock.advance(Duration.ofSeconds(31));
    rig.attempt(A, Outcome.SUCCESS); // the probe, and the first to find that an interval is over
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void aWorseOneIsOutAtTheEndOfTheInterval() {
    Rig rig = new Rig(A, B);
    halfOfTheAttemptsOnAFail(rig);
    rig.clock.advance(INTERVAL.minusNanos(1));
    rig.attempt(B, Outcome.SUCCESS);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
    rig.clock.advance(Duration.ofNanos(1));
    rig.attempt(B, Outcome.SUCCESS);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).reason()).isEqualTo("25 of 50 attempts failed");
  }

  /** While all fail those that are called little get retries, and so a larger share of failures. */
  @Test
  void retriesAreNotCompared() {
    Rig rig = new Rig(A, B);
    for (int i = 0; i < 50; i++) {
      rig.attempt(A, Outcome.SUCCESS);
      rig.attempt(B, Outcome.SUCCESS);
      Attempt retry = new Attempt(rig.upstream, rig.pickOf(A), 2, rig.clock.nanos());
      retry.showed(FAILED, rig.clock.nanos());
      retry.finished();
    }
    rig.clock.advance(INTERVAL);
    rig.attempt(B, Outcome.SUCCESS);
    assertThat(rig.snapshot(A).failures()).isEqualTo(50);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void whatAnEarlierIntervalShowedIsForgotten() {
    Rig rig = new Rig(A, B);
    for (int interval = 0; interval < 20; interval++) {
      rig.attempt(A, FAILED);
      rig.attempt(A, Outcome.SUCCESS);
      rig.attempt(B, Outcome.SUCCESS);
      rig.clock.advance(INTERVAL);
    }
    assertThat(rig.snapshot(A).state()).as("two attempts show nothing").isEqualTo(State.HEALTHY);
  }

  @Test
  void aDryRunOnlyTells() {
    OutlierPolicy policy = OutlierPolicy.defaults().withEjection(e -> e.withDryRun(true));
    Rig rig = new Rig(policy, Balancer.roundRobin(), A, B);
    rig.eject(A);
    halfOfTheAttemptsOnAFail(rig);
    rig.clock.advance(INTERVAL);
    rig.attempt(B, Outcome.SUCCESS);
    assertThat(rig.listener.events(EndpointEjected.class))
        .hasSize(2)
        .allMatch(EndpointEjected::dryRun);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
    assertThat(used(rig)).containsExactlyInAnyOrder(A, B);
    assertThat(rig.clock.pending()).isZero();
  }

  @Test
  void inPanicTheWorseAreUsedAgain_theDeadAreNot() {
    Rig rig = new Rig(A, B, C, D);
    rig.eject(A, FAILED);
    assertThat(used(rig)).containsExactlyInAnyOrder(B, C, D);
    rig.eject(B);
    assertThat(used(rig)).as("half are left").containsExactlyInAnyOrder(C, D);
    rig.eject(C);
    assertThat(used(rig)).containsExactlyInAnyOrder(A, D);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).used()).isTrue();
    assertThat(rig.snapshot(B).used()).isFalse();
    assertThat(rig.upstream.snapshot(rig.clock.nanos()).toString())
        .containsOnlyOnce("last: 500; used all the same, too few are left) for 30 s");
  }

  @Test
  void aWorseOneThatFailsInPanicTooIsDead() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A, FAILED);
    rig.eject(B);
    assertThat(used(rig)).as("panic").containsExactlyInAnyOrder(A, C);
    for (int i = 5; i < 20; i++) {
      assertThat(used(rig)).contains(A);
      rig.attempt(A, FAILED);
    }
    assertThat(used(rig)).containsExactly(C);
    assertThat(rig.snapshot(A).reason()).isEqualTo("20 failures in a row, last: 500");
  }

  /** The whole service fails half of its calls: nobody is worse than the others. */
  @Test
  void whereAllFailAlikeNobodyIsEjected() {
    assertThat(ejectionsWhereAllFailAlike(new Rig(Rig.pool(12)))).isLessThan(5);
  }

  @Test
  void whereAllFailAlikeNobodyIsEjected_inASubsetToo() {
    Rig rig = new Rig(Balancer.subset(12, Balancer.roundRobin()), Rig.pool(1000));
    assertThat(ejectionsWhereAllFailAlike(rig)).isLessThan(5);
  }

  private static int ejectionsWhereAllFailAlike(Rig rig) {
    for (int i = 0; i < 5000; i++) {
      rig.attempt(rig.pick(), rig.randomness.fraction() < 0.5 ? FAILED : Outcome.SUCCESS);
      rig.clock.advance(Duration.ofMillis(4));
    }
    return rig.listener.events(EndpointEjected.class).size();
  }

  /** ECS service discovery with A records only: no AWS_INSTANCE_PORT; aliases for two ports. */
  @Test
  void theOtherPortOfATaskIsNoPeer() {
    Rig rig = new Rig(A.withPort(0), B.withPort(0));
    Upstream admin =
        rig.tracker.upstream(new Alias("orders", 9090), Balancer.roundRobin(), Locality::unknown);
    for (int i = 0; i < 50; i++) { // 8080 is down on all tasks, 9090 works
      rig.attempt(rig.pick(), Rig.REFUSED);
      rig.attempt(
          Objects.requireNonNull(admin.pick(new Tried(), true, rig.clock.nanos())),
          Outcome.SUCCESS);
    }
    assertThat(rig.listener.events(EndpointEjected.class)).isEmpty();
  }

  /** A tenth fails at the first, all but one in five at the last; one of them may be out. */
  @Test
  void theWorstIsEjectedFirst() {
    Endpoint[] pool = Rig.pool(4);
    Rig rig = new Rig(pool);
    for (int i = 0; i < 400; i++) {
      for (Endpoint endpoint : pool) {
        boolean fails =
            (endpoint.equals(pool[0]) && i % 5 == 0) || (endpoint.equals(pool[3]) && i % 5 != 0);
        rig.attempt(endpoint, fails ? FAILED : Outcome.SUCCESS);
      }
    }
    rig.clock.advance(Duration.ofSeconds(10));
    rig.attempt(pool[1], Outcome.SUCCESS);
    assertThat(rig.listener.events(EndpointEjected.class))
        .extracting(EndpointEjected::endpoint)
        .containsExactly(pool[3]);
  }

  @Test
  void aComparisonOfAThousandIsCheap() {
    Rig rig = new Rig(Rig.pool(1000));
    for (int i = 0; i < 10_000; i++) {
      rig.attempt(rig.pick(), i % 500 == 7 ? FAILED : Outcome.SUCCESS);
    }
    rig.clock.advance(INTERVAL);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    rig.attempt(rig.pick(), Outcome.SUCCESS);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes; comparing each with each took 43 million")
        .isLessThan(1_000_000);
  }
}
