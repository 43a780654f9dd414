package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomnessTest {

  @Test
  void bothEnds() {
    Randomness lowest = () -> 0;
    Randomness highest = () -> -1L;
    assertThat(lowest.below(Integer.MAX_VALUE)).isZero();
    assertThat(highest.below(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE - 1);
    assertThat(highest.below(1)).isZero();
    assertThat(lowest.fraction()).isZero();
    assertThat(highest.fraction()).isLessThan(1).isGreaterThan(0.999);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aBoundIsPositive(int bound) {
    assertThatThrownBy(() -> Randomness.seeded(1).below(bound))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("but is " + bound);
  }

  @Test
  void theSameSeedThrowsTheSame_anotherDoesNot() {
    assertThat(sequence(7)).isEqualTo(sequence(7)).isNotEqualTo(sequence(8));
    assertThat(IntStream.of(sequence(7)).distinct().count()).isGreaterThan(90);
  }

  private static int[] sequence(long seed) {
    Randomness randomness = Randomness.seeded(seed);
    return IntStream.range(0, 100).map(i -> randomness.below(1_000_000)).toArray();
  }
}
