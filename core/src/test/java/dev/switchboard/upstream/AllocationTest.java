package dev.switchboard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Outcome;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class AllocationTest {

  private static final int ROUNDS = 100_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void pickingAndAccountingAllocateNothing() {
    Rig rig = new Rig(Rig.A, Rig.B, Rig.C);
    assertThat(allocatedPerRound(rig)).isZero();
    rig.eject(Rig.A);
    assertThat(allocatedPerRound(rig)).isZero();
  }

  private static long allocatedPerRound(Rig rig) {
    Tried tried = new Tried();
    run(rig, tried); // warm up: LongAdder may grow once
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(rig, tried);
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
  }

  private static void run(Rig rig, Tried tried) {
    for (int i = 0; i < ROUNDS; i++) {
      Pick pick = rig.upstream.pick(tried, true, i);
      if (pick == null) {
        throw new AssertionError("nothing to pick");
      }
      rig.upstream.started(pick);
      rig.upstream.showed(pick, Outcome.SUCCESS, i);
      rig.upstream.finished(pick);
    }
  }
}
