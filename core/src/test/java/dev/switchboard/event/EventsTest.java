package dev.switchboard.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.EmptyResolutionIgnored;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.RecordingListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventsTest {

  private static final CallEnded ENDED =
      new CallEnded(new Alias("orders", 80), 1, true, Outcome.SUCCESS, Duration.ZERO);
  private static final EmptyResolutionIgnored IGNORED =
      new EmptyResolutionIgnored(new Service("", "orders"), 3);

  private final List<Runnable> later = new ArrayList<>();

  @Test
  void ofACallAtOnce_ofAServiceLater() {
    RecordingListener listener = new RecordingListener();
    Events events = new Events(later::add, listener);
    events.ofService(IGNORED);
    events.ofCall(() -> ENDED);
    assertThat(listener.events()).containsExactly(ENDED);
    later.forEach(Runnable::run);
    assertThat(listener.events()).containsExactly(ENDED, IGNORED);
  }

  @Test
  void whereNobodyListensNoneIsMade() {
    Events events = new Events(later::add);
    events.ofCall(
        () -> {
          throw new AssertionError("made for nobody");
        });
    events.ofService(IGNORED);
    assertThat(later).isEmpty();
  }

  @Test
  void aListenerThatThrowsHearsTheNextOneToo() {
    List<SwitchboardEvent> heard = new ArrayList<>();
    Events events =
        new Events(
            Runnable::run,
            event -> {
              heard.add(event);
              throw new StackOverflowError("on purpose");
            });
    events.ofCall(() -> ENDED);
    events.ofService(IGNORED);
    assertThat(heard).containsExactly(ENDED, IGNORED);
  }

  @Test
  void allHearInTheirOrder_alsoAfterOneThatThrows_untilTheyLeave() {
    List<String> heard = new ArrayList<>();
    SwitchboardListener second = event -> heard.add("second");
    Events events =
        new Events(
            Runnable::run,
            event -> {
              heard.add("first");
              throw new IllegalStateException("on purpose");
            });
    events.add(second);
    events.ofCall(() -> ENDED);
    events.remove(second);
    events.ofService(IGNORED);
    assertThat(heard).containsExactly("first", "second", "first");
  }

  /** The log is always there, and hears no calls: who drives a call need not wait for its end. */
  @Test
  void aLogAloneHearsNoCalls() {
    Events silent = new Events(Runnable::run, new EventLog());
    assertThat(silent.ofCallsAreHeard()).isFalse();
    silent.add(event -> {});
    assertThat(silent.ofCallsAreHeard()).isTrue();
  }
}
