package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Clock.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnteroomTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final List<Duration> scheduled = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private final Anteroom anteroom =
      new Anteroom(
          clock::nanos,
          (delay, task) -> {
            scheduled.add(delay);
            return clock.schedule(delay, task);
          });

  private void passMillis(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  @Test
  void aTaskRunsWhenItIsDue() {
    for (int millis : new int[] {1, 100, 101, 199, 200, 1000}) {
      ran.clear();
      anteroom.schedule(Duration.ofMillis(millis), () -> ran.add("it"));
      passMillis(millis - 1);
      assertThat(ran).as("%d", millis).isEmpty();
      passMillis(1);
      assertThat(ran).as("%d", millis).containsExactly("it");
    }
  }

  @Test
  void whatIsCancelledBeforeTheBeat_neverReachesTheTimer() {
    for (int i = 0; i < 1000; i++) {
      anteroom.schedule(SECOND, () -> ran.add("late")).cancel();
    }
    passMillis(2000);
    assertThat(ran).isEmpty();
    assertThat(scheduled).as("the one beat").hasSize(1);
  }

  @Test
  void whatIsCancelledAfterTheBeat_doesNotRun() {
    Timeout timeout = anteroom.schedule(SECOND, () -> ran.add("late"));
    passMillis(500);
    timeout.cancel();
    timeout.cancel();
    passMillis(1000);
    assertThat(ran).isEmpty();
  }

  @Test
  void itBeatsAgain_forWhatComesAfterAPause() {
    anteroom.schedule(SECOND, () -> ran.add("first"));
    passMillis(10_000);
    anteroom.schedule(SECOND, () -> ran.add("second"));
    passMillis(1000);
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void whatIsCancelledWhileItGoesOn_doesNotRun() {
    Timeout[] late = new Timeout[1];
    Anteroom cancelling =
        new Anteroom(
            clock::nanos,
            (delay, task) -> {
              if (late[0] != null) {
                late[0].cancel();
              }
              return clock.schedule(delay, task);
            });
    late[0] = cancelling.schedule(SECOND, () -> ran.add("late"));
    passMillis(2000);
    assertThat(ran).isEmpty();
  }

  @Test
  void aTimerThatFailsOnceIsAskedAgain() {
    boolean[] fails = {true};
    Anteroom troubled =
        new Anteroom(
            clock::nanos,
            (delay, task) -> {
              if (fails[0]) {
                throw new IllegalStateException("no thread");
              }
              return clock.schedule(delay, task);
            });
    assertThatThrownBy(() -> troubled.schedule(SECOND, () -> ran.add("first")))
        .hasMessage("no thread");
    fails[0] = false;
    troubled.schedule(SECOND, () -> ran.add("second"));
    passMillis(1000);
    assertThat(ran).contains("second");
  }

  @Test
  void theShortOnesDoNotWait() {
    anteroom.schedule(Duration.ofMillis(100), () -> {});
    assertThat(scheduled).containsExactly(Duration.ofMillis(100));
  }
}
