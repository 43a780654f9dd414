package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.001S, 1ms",
    "PT1.5S, 1500ms",
    "PT1S, 1s",
    "PT90S, 90s",
    "PT1H, 1h",
    "PT36H, 36h",
    "PT48H, 2d",
    "PT-30S, -30s",
    "PT0.0000015S, PT0.0000015S",
    "P400000D, PT9600000H"
  })
  void isWrittenInTheLargestUnitThatDividesIt(Duration time, String text) {
    assertThat(TimeText.of(time)).isEqualTo(text);
  }
}
