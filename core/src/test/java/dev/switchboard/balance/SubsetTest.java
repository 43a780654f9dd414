package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubsetTest {

  private static final Balancer TWELVE = Balancer.subset(12, Balancer.roundRobin());

  private static Set<Pick> members(List<Pick> pool, long seed) {
    Picker picker = TWELVE.picker(pool, Pool.context(seed));
    Set<Pick> members = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      members.add(picker.pick(CallKeys.none(), 0));
    }
    return members;
  }

  private static int exchanged(Set<Pick> before, Set<Pick> after) {
    Set<Pick> gone = new HashSet<>(before);
    gone.removeAll(after);
    return gone.size();
  }

  @Test
  void aSmallPoolIsUsedWhole() {
    assertThat(members(Pool.equal(12), 1)).hasSize(12);
    assertThat(members(Pool.equal(13), 1)).hasSize(12);
    assertThatThrownBy(() -> Balancer.subset(0, Balancer.random()))
        .hasMessage("size must be at least 1, but is 0");
  }

  @Test
  void oneChangeOfThePoolExchangesAtMostOneMember() {
    List<Pick> pool = Pool.equal(100);
    Set<Pick> before = members(pool, 1);
    int exchanges = 0;
    for (Pick gone : pool) {
      List<Pick> smaller = new ArrayList<>(pool);
      smaller.remove(gone);
      int exchanged = exchanged(before, members(smaller, 1));
      assertThat(exchanged).isEqualTo(before.contains(gone) ? 1 : 0);
      exchanges += exchanged;
    }
    assertThat(exchanges).isEqualTo(12);
  }

  @Test
  void eachProcessHasOthers_andEachEndpointItsShareOfProcesses() {
    List<Pick> pool = Pool.equal(100);
    int[] processes = new int[100];
    for (int seed = 0; seed < 1000; seed++) {
      for (Pick member : members(pool, seed)) {
        processes[pool.indexOf(member)]++;
      }
    }
    assertThat(Arrays.stream(processes).boxed())
        .as("120, give or take 5 deviations")
        .allMatch(n -> n > 69 && n < 171);
  }
}
