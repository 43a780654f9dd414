package dev.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualClockTest {

  private final ManualClock clock = new ManualClock();
  private final List<String> ran = new ArrayList<>();

  private Clock.Timeout in(long nanos, String name) {
    return clock.schedule(Duration.ofNanos(nanos), () -> ran.add(name + "@" + clock.nanos()));
  }

  @Test
  void runsWhatComesDue_inOrder_atItsTime() {
    in(20, "b");
    in(10, "a");
    in(20, "c");
    clock.advance(Duration.ofNanos(9));
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofNanos(11));
    assertThat(ran).containsExactly("a@10", "b@20", "c@20");
    assertThat(clock.nanos()).isEqualTo(20);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void whatATaskSchedulesRunsOnTheSameWay() {
    clock.schedule(Duration.ofNanos(5), () -> in(5, "next"));
    clock.advance(Duration.ofNanos(10));
    assertThat(ran).containsExactly("next@10");
  }

  @Test
  void cancelledIsGone_howeverOften() {
    Clock.Timeout timeout = in(10, "never");
    timeout.cancel();
    timeout.cancel();
    assertThat(clock.pending()).isZero();
    clock.advance(Duration.ofNanos(10));
    assertThat(ran).isEmpty();
  }

  @Test
  void zeroOrLessIsNow_butNotBeforeTheClockMoves() {
    in(-5, "now");
    assertThat(ran).isEmpty();
    clock.advance(Duration.ZERO);
    assertThat(ran).containsExactly("now@0");
  }

  @Test
  void whatRanCannotBeCancelled_andIsNotCountedTwice() {
    Clock.Timeout ranAlready = in(5, "a");
    in(20, "b");
    clock.advance(Duration.ofNanos(10));
    ranAlready.cancel();
    assertThat(clock.pending()).isOne();
    clock.advance(Duration.ofNanos(10));
    assertThat(ran).containsExactly("a@5", "b@20");
  }

  @Test
  void whatIsCancelledDoesNotStopTheClockOnItsWay() {
    in(10, "never").cancel();
    in(20, "b");
    clock.advance(Duration.ofNanos(15));
    assertThat(clock.nanos()).isEqualTo(15);
    clock.advance(Duration.ofNanos(15));
    assertThat(ran).containsExactly("b@20");
  }
}
