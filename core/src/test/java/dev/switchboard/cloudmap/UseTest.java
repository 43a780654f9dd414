package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What calling a service, not calling it, and a frozen process do to the polling. */
class UseTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private final ManualClock clock = new ManualClock();
  private final CountingClient client = new CountingClient(clock);
  private final List<ResolutionError> errors = new ArrayList<>();
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private boolean threadsAreBusy;

  private final CloudMapResolver resolver = CloudMapResolver.builder("prod").client(client).build();

  private Resolver.Watch watch(String service) {
    return resolver.watch(
        resolver.service(service),
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {}

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(ResolutionError error) {
            errors.add(error);
          }
        },
        new Resolver.Context(
            clock,
            (Randomness) () -> -1, // the longest pauses: 5 s between polls
            task -> {
              if (threadsAreBusy) {
                queue.add(task);
              } else {
                task.run();
              }
            },
            ResolutionPolicy.defaults()));
  }

  private Resolver.Watch watch() {
    Resolver.Watch watch = watch("orders");
    clock.advance(Duration.ZERO);
    return watch;
  }

  private boolean use(Resolver.Watch watch) {
    return watch.use(clock.nanos());
  }

  /** Calls once a second; none may be told to wait. */
  private void call(Resolver.Watch watch, int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(use(watch)).as("second %d", i).isTrue();
    }
  }

  @Test
  void whatIsCalledIsPolledAllTheTime() {
    Resolver.Watch watch = watch();
    call(watch, 3600);
    assertThat(client.total()).isBetween(715, 725);
  }

  @Test
  void whatNobodyCallsIsPolledLessAndLess_andThenNotAtAll() {
    watch();
    clock.advance(Duration.ofHours(3));
    assertThat(client.secondsOfQuestions())
        .containsExactly(
            0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 70, 90, 130, 210, 370, 670);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void theFirstCallAfterLongAsksAtOnce_inFull_andWaitsForThat() {
    Resolver.Watch watch = watch();
    clock.advance(Duration.ofHours(3));
    int before = client.instances();
    assertThat(use(watch)).isFalse();
    assertThat(use(watch)).isFalse();
    assertThat(client.instances()).isEqualTo(before);
    clock.advance(Duration.ZERO);
    assertThat(client.instances()).as("once, for both calls").isEqualTo(before + 1);
    assertThat(use(watch)).isTrue();
    call(watch, 60);
    assertThat(client.total()).as("polled as before").isGreaterThanOrEqualTo(19 + 1 + 11);
  }

  @Test
  void aCallWithinAnIdlePauseThatIsNotYetTooLongOnlyBringsThePollForward() {
    Resolver.Watch watch = watch();
    clock.advance(Duration.ofSeconds(72)); // asked at 70, next at 90
    assertThat(use(watch)).isTrue();
    clock.advance(Duration.ofSeconds(4));
    assertThat(client.secondsOfQuestions()).endsWith(70, 75);
  }

  @Test
  void overdueIsAPollLaterThanPromised() {
    Resolver.Watch watch = watch();
    call(watch, 30); // asked at 30
    clock.freeze(Duration.ofSeconds(10));
    assertThat(use(watch)).isTrue();
    clock.freeze(NANO);
    assertThat(use(watch)).isFalse();
  }

  @Test
  void aSuspendedMachineNoticesByTheWallClock() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    clock.suspend(Duration.ofHours(8));
    int before = client.instances();
    assertThat(use(watch)).isFalse();
    clock.advance(Duration.ZERO);
    assertThat(client.instances()).as("full, for the wall clock says so").isEqualTo(before + 1);
    assertThat(use(watch)).isTrue();
  }

  @Test
  void theTimerOfAThawedProcessMayComeBeforeTheCall() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    clock.freeze(Duration.ofHours(1));
    threadsAreBusy = true;
    clock.advance(Duration.ZERO); // the poll that was due is under way
    assertThat(use(watch)).isFalse();
    queue.remove().run();
    assertThat(use(watch)).isTrue();
    assertThat(queue).isEmpty();
  }

  @Test
  void noCallWaitsLongerThanTheFirst() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    clock.freeze(Duration.ofHours(1));
    threadsAreBusy = true;
    assertThat(use(watch)).isFalse();
    clock.advance(Duration.ofSeconds(1).minus(NANO));
    assertThat(use(watch)).isFalse();
    clock.advance(NANO);
    assertThat(use(watch)).as("a second is what a call waits").isTrue();
  }

  @Test
  void aRegistryThatIsDownMakesNoCallWait() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    client.failure = SdkClientException.create("connection refused");
    call(watch, 1200);
    assertThat(errors).hasSizeBetween(20, 30);
  }

  @Test
  void aRegistryThatHangsMakesNoCallWait_howeverLongTheQueue() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    threadsAreBusy = true;
    call(watch, 600);
    assertThat(queue).hasSize(1);
  }

  @Test
  void aFailureAfterAPauseCountsAsAsked() {
    Resolver.Watch watch = watch();
    call(watch, 30);
    client.failure = SdkClientException.create("connection refused");
    clock.freeze(Duration.ofHours(1));
    assertThat(use(watch)).isFalse();
    clock.advance(Duration.ZERO);
    assertThat(use(watch)).isTrue();
    assertThat(errors).hasSize(1);
  }

  @Test
  void aQuestionThatWasFrozenIsAskedAgainBeforeAnybodyHearsOfItsEnd() {
    Resolver.Watch watch = watch();
    call(watch, 29);
    client.meanwhile =
        () -> {
          client.meanwhile = () -> {};
          clock.freeze(Duration.ofMinutes(10));
          throw SdkClientException.create("connection reset");
        };
    int before = client.total();
    clock.advance(Duration.ofSeconds(1));
    assertThat(client.total()).isEqualTo(before + 2);
    assertThat(errors).isEmpty();
    assertThat(use(watch)).isTrue();
  }

  @Test
  void aQuestionThatKeepsTakingTooLongIsAnError() {
    Resolver.Watch watch = watch();
    call(watch, 29);
    client.meanwhile =
        () -> {
          clock.freeze(Duration.ofMinutes(10));
          throw SdkClientException.create("connection reset");
        };
    clock.advance(Duration.ofSeconds(1));
    assertThat(errors).isNotEmpty();
  }

  @Test
  void beforeTheFirstAnswerACallBringsTheQuestionForward_andWaitsByOtherMeans() {
    watch();
    Resolver.Watch second = watch("payments");
    clock.advance(Duration.ofMillis(10));
    assertThat(client.total()).as("nobody calls the second yet").isOne();
    client.failure = SdkClientException.create("connection refused");
    assertThat(use(second)).isTrue();
    clock.advance(Duration.ZERO);
    assertThat(client.total()).isEqualTo(2);
    clock.advance(Duration.ofMillis(10));
    assertThat(use(second)).isTrue();
    clock.advance(Duration.ZERO);
    assertThat(client.total()).as("not for every call").isEqualTo(2);
  }

  @Test
  void aServiceNobodyCallsIsAskedAboutWithinThreeSeconds() {
    watch();
    watch("payments");
    clock.advance(Duration.ofSeconds(3));
    assertThat(client.total()).isEqualTo(2);
  }

  @Test
  void manyServicesTakeTurns_andNoCallWaitsForThat() {
    List<Resolver.Watch> watches = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      watches.add(watch("s" + i));
      use(watches.get(i));
    }
    clock.advance(Duration.ofSeconds(30));
    for (int second = 0; second < 120; second++) {
      clock.advance(Duration.ofSeconds(1));
      for (Resolver.Watch watch : watches) {
        assertThat(use(watch)).isTrue();
      }
    }
    assertThat(client.perSecond()).allMatch(count -> count <= 60);
    assertThat(client.total()).as("30/s and the first burst").isBetween(4400, 4531);
  }

  @Test
  void aRefreshWakesWhatIsNotPolledAnyMore() {
    Resolver.Watch watch = watch();
    clock.advance(Duration.ofHours(3));
    int before = client.total();
    watch.refresh();
    clock.advance(Duration.ofSeconds(1));
    assertThat(client.total()).isEqualTo(before + 1);
  }

  @Test
  void closedMeansUsedInVain() {
    Resolver.Watch watch = watch();
    clock.advance(Duration.ofHours(3));
    watch.close();
    use(watch);
    watch.refresh();
    assertThat(clock.pending()).isZero();
  }
}
