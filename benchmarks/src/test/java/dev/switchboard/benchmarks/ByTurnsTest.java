package dev.switchboard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByTurnsTest {

  private final List<String> order = new ArrayList<>();

  @Test
  void everyRound_hasAllOfThem_andTheOrderTurns() throws Exception {
    new ByTurns<Double>()
        .rival("a", plays("a", 1, 1, 1))
        .rival("b", plays("b", 1, 1, 1))
        .rival("c", plays("c", 1, 1, 1))
        .play(3);

    assertThat(order).containsExactly("a", "b", "c", "c", "b", "a", "a", "b", "c");
  }

  @Test
  void ratio_isOfTheSameRound() throws Exception {
    ByTurns<Double> turns =
        new ByTurns<Double>()
            .rival("a", plays("a", 2, 200, 20))
            .rival("b", plays("b", 1, 100, 10))
            .play(3);

    assertThat(turns.ratio("a", "b", figure -> figure)).isEqualTo(new Ratio(2, 2, 2));
    assertThat(turns.median("a", figure -> figure)).isEqualTo(20);
  }

  @Test
  void whoDoesNotPlay_isNamed() {
    assertThatThrownBy(() -> new ByTurns<Double>().median("nobody", figure -> figure))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody is called nobody");
  }

  @Test
  void median_isBetweenTheTwoInTheMiddle() {
    assertThat(Ratio.medianOf(4, 1, 3)).isEqualTo(3);
    assertThat(Ratio.medianOf(4, 1, 3, 2)).isEqualTo(2.5);
    assertThatThrownBy(() -> Ratio.medianOf()).isInstanceOf(IllegalArgumentException.class);
  }

  /** The bounds of the median of n ranks are near those of the order statistics: n/2 ± sqrt(n). */
  @Test
  void bounds_areThoseOfTheMedian() {
    double[] ratios = new double[101];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = i;
    }

    Ratio ratio = Ratio.of(ratios);

    assertThat(ratio.median()).isEqualTo(50);
    assertThat(ratio.low()).isCloseTo(40, within(3.0));
    assertThat(ratio.high()).isCloseTo(60, within(3.0));
  }

  @Test
  void ratiosFarFromOne_areRounded() {
    assertThat(new Ratio(19.4, 1.234, 1234)).hasToString("19.400 (1.234 to 1234.000)");
    assertThat(new Ratio(19.4, 1.234, 1234).times()).isEqualTo("×19 (1.23 to 1,234)");
  }

  private ByTurns.Turn<Double> plays(String name, double... figures) {
    Iterator<Double> next = Arrays.stream(figures).iterator();
    return () -> {
      order.add(name);
      return next.next();
    };
  }
}
