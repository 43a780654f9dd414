package dev.switchboard.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnNumbersTest {

  @Test
  void playsWhatItIsTold() {
    String text = Simulate.play("servers=3 dead=1 callsPerSecond=50 clients=1");
    assertThat(text)
        .contains("servers=3")
        .contains("| defaults | 100.000 |")
        .contains("| peak EWMA of 12 |");
  }

  @ParameterizedTest
  @CsvSource({
    "sevrers=3, \"sevrers=3\" is not understood; write name=number",
    "servers, \"servers\" is not understood",
    "servers=x, servers must be a number between 0 and 100000 but is \"x\"",
    "servers=-1, servers must be a number between 0 and 100000 but is \"-1\"",
    "dead=11, 11 servers turn bad but there are only 10",
  })
  void badNumbersSayWhatToWrite(String text, String message) {
    assertThatThrownBy(() -> OwnNumbers.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e -> assertThat(String.valueOf(e.getMessage()).replace(",", "")).startsWith(message));
  }
}
