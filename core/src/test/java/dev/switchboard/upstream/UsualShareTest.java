package dev.switchboard.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsualShareTest {

  /** Of few bad ones the good ones' share, of few good ones the mean; else what all have. */
  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "0, 0",
    "1, 1",
    "0.5 0.5, 0.5",
    "0 1, 0",
    "0 0 1, 0",
    "0 1 1, 0.667",
    "0 0 0 1 1 1, 0",
    "0.1 0.1 0.1 0.9, 0.109",
    "0.5 0.5 0.5 0.5, 0.5",
    "1 1 1 1, 1"
  })
  void isTheMeanOrTheMedianIfThatIsLess(String shares, double expected) {
    UsualShare usual = new UsualShare();
    for (String share : shares.split(" ", -1)) {
      if (!share.isEmpty()) {
        usual.add(Double.parseDouble(share));
      }
    }
    assertThat(usual.value()).isCloseTo(expected, within(0.001));
  }
}
