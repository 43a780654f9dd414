package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.LastKnownGood.Taken;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastKnownGoodTest {

  private static final EndpointSet NONE = EndpointSet.empty();
  private static final EndpointSet GOOD = EndpointSet.of(Endpoint.of("10.0.0.1", 80));
  private static final EndpointSet BETTER =
      EndpointSet.of(Endpoint.of("10.0.0.1", 80), Endpoint.of("10.0.0.2", 80));
  private static final long GRACE = Duration.ofSeconds(60).toNanos();

  private final LastKnownGood known = new LastKnownGood(ResolutionPolicy.defaults());

  @Test
  void nothingIsKnownAtFirst_andAnEmptyFirstAnswerIsBelieved() {
    assertThat(known.hasAnswer()).isFalse();
    assertThat(known.offer(NONE, 0)).isEqualTo(Taken.TAKEN);
    assertThat(known.hasAnswer()).isTrue();
    assertThat(known.endpoints()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -30_000_000_000L, Long.MAX_VALUE - 30_000_000_000L})
  void emptyIsBelievedAfterExactlyAMinute(long origin) {
    known.offer(GOOD, origin);
    assertThat(known.offer(NONE, origin)).isEqualTo(Taken.DOUBTED);
    assertThat(known.offer(NONE, origin + GRACE - 1)).isEqualTo(Taken.STILL_DOUBTED);
    assertThat(known.endpoints()).isEqualTo(GOOD);
    assertThat(known.offer(NONE, origin + GRACE)).isEqualTo(Taken.TAKEN);
    assertThat(known.endpoints()).isEqualTo(NONE);
  }

  @Test
  void howeverMuchTimeHasPassed_twoEmptyAnswersAreNotEnough() {
    known.offer(GOOD, 0);
    assertThat(known.offer(NONE, 0)).isEqualTo(Taken.DOUBTED);
    assertThat(known.offer(NONE, 10 * GRACE)).isEqualTo(Taken.STILL_DOUBTED);
    assertThat(known.offer(NONE, 10 * GRACE + 1)).isEqualTo(Taken.TAKEN);
  }

  @Test
  void withoutGraceTheFirstIsBelieved() {
    LastKnownGood trusting =
        new LastKnownGood(ResolutionPolicy.defaults().withEmptyGrace(Duration.ZERO));
    trusting.offer(GOOD, 0);
    assertThat(trusting.offer(NONE, 0)).isEqualTo(Taken.TAKEN);
    assertThat(trusting.endpoints()).isEqualTo(NONE);
  }

  @Test
  void aGoodAnswerBetweenStartsTheMinuteAgain() {
    known.offer(GOOD, 0);
    known.offer(NONE, 0);
    assertThat(known.offer(GOOD, GRACE - 1)).isEqualTo(Taken.TAKEN);
    assertThat(known.offer(NONE, GRACE)).isEqualTo(Taken.DOUBTED);
    assertThat(known.offer(NONE, GRACE + 1)).isEqualTo(Taken.STILL_DOUBTED);
    assertThat(known.offer(NONE, 2 * GRACE - 1)).isEqualTo(Taken.STILL_DOUBTED);
  }

  @Test
  void anErrorBetweenStartsTheMinuteAgain() {
    known.offer(GOOD, 0);
    known.offer(NONE, 0);
    known.offer(NONE, 1);
    known.failed();
    assertThat(known.offer(NONE, GRACE)).isEqualTo(Taken.DOUBTED);
  }

  @Test
  void fewerThanBeforeIsBelievedAtOnce() {
    known.offer(BETTER, 0);
    assertThat(known.offer(GOOD, 1)).isEqualTo(Taken.TAKEN);
    known.clear();
    assertThat(known.endpoints()).isEqualTo(NONE);
  }
}
