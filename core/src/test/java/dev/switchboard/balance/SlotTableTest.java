package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many slots each endpoint has, and how many move when one goes. */
class SlotTableTest {

  private static int[] slots(SlotTable table, int size) {
    int[] slots = new int[size];
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      slots[table.owner(slot)]++;
    }
    return slots;
  }

  private static List<Pick> without(List<Pick> all, int gone) {
    List<Pick> rest = new ArrayList<>(all);
    rest.remove(gone);
    return rest;
  }

  private static int moved(List<Pick> pool, SlotTable table, int gone) {
    SlotTable after = new SlotTable(without(pool, gone));
    int moved = 0;
    for (int slot = 0; slot < SlotTable.SLOTS; slot++) {
      int now = after.owner(slot);
      moved += table.owner(slot) == (now < gone ? now : now + 1) ? 0 : 1;
    }
    return moved;
  }

  /**
   * The figures of docs/balancing.md.
   *
   * @param most the largest share, as a part of the mean
   * @param move how many n-ths of the slots move when one of n goes
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1.0, 0",
    "2, 1.01, 1.01",
    "3, 1.01, 1.01",
    "10, 1.01, 1.02",
    "100, 1.01, 1.1",
    "300, 1.01, 1.2",
    "655, 1.01, 1.6",
    "1000, 1.01, 2",
    "10000, 1.02, 5"
  })
  void theLargestShareAndWhatMoves(int size, double most, double move) {
    List<Pick> pool = Pool.equal(size);
    SlotTable table = new SlotTable(pool);
    double mean = (double) SlotTable.SLOTS / size;
    for (int slots : slots(table, size)) {
      assertThat(slots / mean).isLessThanOrEqualTo(most).isGreaterThan(0.5);
    }
    for (int gone = size / 3; gone < size && size > 1; gone += Math.max(1, size / 3)) {
      double moved = moved(pool, table, gone) / mean;
      assertThat(moved).as("without the one at %d", gone).isBetween(0.9, move);
    }
  }

  @Test
  void slotsAreByWeight() {
    double[] weights = {1, 2, 7, 0.5};
    int[] slots = slots(new SlotTable(Pool.of(weights)), 4);
    for (int i = 0; i < weights.length; i++) {
      double share = SlotTable.SLOTS * weights[i] / 10.5;
      assertThat((double) slots[i]).isCloseTo(share, within(0.05 * share));
      assertThat((double) slots[i]).isLessThanOrEqualTo(1.01 * share);
    }
  }

  @Test
  void ofUnequalWeightsLittleMovesToo() {
    double[] weights = new double[90];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + i % 3;
    }
    List<Pick> pool = Pool.of(weights);
    SlotTable table = new SlotTable(pool);
    for (int gone : new int[] {0, 1, 2}) {
      double own = slots(table, 90)[gone];
      assertThat(moved(pool, table, gone) / own).isBetween(1.0, 1.5);
    }
  }

  /** Of a hundred squares each has as many of ten thousand endpoints as chance would bring it. */
  @Test
  void whereAnOrderBeginsAndItsStepAreIndependent() {
    int[] squares = new int[100];
    for (int i = 0; i < 10_000; i++) {
      Endpoint endpoint = Endpoint.of("10.0." + i / 100 + "." + i % 100, 8080);
      long begin = 10L * SlotTable.begin(endpoint) / SlotTable.SLOTS;
      long step = 10L * (SlotTable.step(endpoint) - 1) / SlotTable.SLOTS;
      squares[(int) (10 * begin + step)]++;
    }
    double chiSquare = 0;
    for (int square : squares) {
      chiSquare += (square - 100) * (square - 100) / 100.0;
    }
    assertThat(chiSquare).as("99 degrees of freedom: one in a thousand above 149").isLessThan(149);
  }

  @Test
  void oneOfTheSameEndpointsIsMadeOnce() {
    List<Pick> pool = Pool.equal(7);
    SlotTable table = SlotTables.of(pool);
    assertThat(SlotTables.of(Pool.equal(7))).isSameAs(table);
    assertThat(SlotTables.of(Pool.equal(8))).isNotSameAs(table);
    assertThat(SlotTables.of(Pool.of(1, 1, 1, 1, 1, 1, 2))).isNotSameAs(table);
    assertThat(SlotTables.of(pool)).isSameAs(table);
  }

  @Test
  void moreThanItCanNumber() {
    List<Pick> tooMany = Collections.nCopies(65_536, Pool.equal(1).get(0));
    assertThatThrownBy(() -> new SlotTable(tooMany))
        .hasMessage("consistentHash spreads over at most 65535 endpoints, but there are 65536");
  }
}
