package dev.switchboard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Outcome;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationTest {

  private static final int ROUNDS = 100_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Map<String, Balancer> balancers() {
    return Map.of(
        "round robin", Balancer.roundRobin(),
        "same zone first", Balancer.sameZoneFirst(Balancer.roundRobin()),
        "random", Balancer.random(),
        "split", split(),
        "consistent hash", Balancer.consistentHash("user"),
        "consistent hash, same zone first", Balancer.sameZoneFirst(Balancer.consistentHash("user")),
        "least request", Balancer.leastRequest(),
        "peak EWMA", Balancer.peakEwma());
  }

  private static Balancer split() {
    return Balancer.split(
        List.of(SplitRoute.to("a", "b").withWhen("user", "8"), SplitRoute.toRest()),
        Balancer.roundRobin());
  }

  @ParameterizedTest
  @MethodSource("names")
  void pickingAndAccountingAllocateNothing(String name) {
    Rig rig =
        new Rig(Objects.requireNonNull(balancers().get(name)), Rig.A, Rig.B, Rig.C.withWeight(3));
    assertThat(allocatedPerRound(rig)).isZero();
    rig.eject(Rig.A);
    assertThat(allocatedPerRound(rig)).isZero();
  }

  static Set<String> names() {
    return balancers().keySet();
  }

  private static long allocatedPerRound(Rig rig) {
    Tried tried = new Tried();
    run(rig, tried); // warm up: LongAdder may grow once
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(rig, tried);
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
  }

  private static final CallKeys KEYS = CallKeys.of("user", "7");

  private static void run(Rig rig, Tried tried) {
    for (int i = 0; i < ROUNDS; i++) {
      Pick pick = rig.upstream.pick(KEYS, tried, true, i);
      if (pick == null) {
        throw new AssertionError("nothing to pick");
      }
      rig.upstream.started(pick);
      rig.upstream.showed(pick, Outcome.SUCCESS, true, 5, i);
      rig.upstream.finished(pick);
    }
  }

  @Test
  void pickingAllocatesNothingWhileAProbeIsUnderWay() {
    Rig rig = new Rig(Rig.A, Rig.B, Rig.C);
    rig.eject(Rig.A);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(rig.pick().isProbe()).isTrue();
    Tried none = new Tried();
    long bytes = 0;
    for (int round = 0; round < 2; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100_000; i++) {
        Objects.requireNonNull(rig.upstream.pick(none, true, rig.clock.nanos()));
      }
      bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(bytes / 100_000).as("bytes per pick").isZero();
  }
}
