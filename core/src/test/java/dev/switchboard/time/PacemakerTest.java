package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class PacemakerTest {

  private final Queue<Runnable> ahead = new ArrayDeque<>();
  private final Pacemaker pacemaker = new Pacemaker(ahead::add);

  private void passAWhile() {
    ahead.remove().run();
  }

  @Test
  void tasks_oneBeatIsAheadHoweverManyThereAre() {
    for (int i = 0; i < 3; i++) {
      pacemaker.taskComes();
      pacemaker.taskComes();
      assertThat(ahead).hasSize(1);
      passAWhile();
      assertThat(ahead).as("it beats on, for there were tasks").hasSize(1);
    }
  }

  @Test
  void noTaskForAWhile_itStopsUntilTheNext() {
    pacemaker.taskComes();
    passAWhile();
    passAWhile();
    assertThat(ahead).isEmpty();
    pacemaker.taskComes();
    assertThat(ahead).hasSize(1);
  }

  @Test
  void aTaskBetweenTwoBeats_keepsItGoing() {
    pacemaker.taskComes();
    passAWhile();
    pacemaker.taskComes();
    passAWhile();
    assertThat(ahead).hasSize(1);
  }
}
