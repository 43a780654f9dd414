package dev.switchboard.cloudmap;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** 500 processes with 10 services each, in one account, in virtual time on one thread. */
final class Fleet {

  static final int PROCESSES = 500;
  static final int SERVICES = 10;

  /** A process's view of one service. */
  private final class Member implements Resolver.Observer {

    final Resolver.Watch watch;
    long heardAtNanos = -1;

    Member(CloudMapResolver resolver, int service, Randomness randomness) {
      watch =
          resolver.watch(
              resolver.service("s" + service),
              this,
              new Resolver.Context(clock, randomness, Runnable::run, ResolutionPolicy.defaults()));
    }

    @Override
    public void onResolution(Resolution resolution) {
      heardAtNanos = clock.nanos();
    }

    @Override
    public void onUnchanged() {
      heardAtNanos = clock.nanos();
    }

    @Override
    public void onError(ResolutionError error) {} // counted where it is refused
  }

  private final ManualClock clock = new ManualClock();
  final Account account = new Account(clock);
  private final Randomness randomness;
  private final List<Member> members = new ArrayList<>();
  private int waits;

  Fleet(long seed) {
    randomness = Randomness.seeded(seed);
  }

  /** Starts every process at a random time within this; {@code calls}: it calls at once. */
  Fleet start(Duration within, boolean calls) {
    for (int process = 0; process < PROCESSES; process++) {
      long atNanos = (long) (randomness.fraction() * within.toNanos());
      clock.schedule(Duration.ofNanos(atNanos), () -> startProcess(calls));
    }
    clock.advance(within);
    return this;
  }

  private void startProcess(boolean calls) {
    CloudMapResolver resolver = CloudMapResolver.builder("prod").client(account).build();
    for (int service = 0; service < SERVICES; service++) {
      Member member = new Member(resolver, service, Randomness.seeded(randomness.nextLong()));
      members.add(member);
      if (calls) {
        member.watch.use(clock.nanos());
      }
    }
  }

  /** Goes on for so many seconds; every process calls every service in each of them. */
  void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      call();
    }
  }

  /** Goes on for so many seconds in which nobody calls. */
  void rest(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private void call() {
    for (Member member : members) {
      waits += member.watch.use(clock.nanos()) ? 0 : 1;
    }
  }

  /** Goes on, while in every process 20 calls a second to each of the first services fail. */
  void runFailing(int seconds, int services) {
    for (int i = 0; i < seconds * 20; i++) {
      clock.advance(Duration.ofMillis(50));
      for (int m = 0; m < members.size(); m++) {
        if (m % SERVICES < services) {
          members.get(m).watch.refresh();
        }
      }
      if (i % 20 == 19) {
        call();
      }
    }
  }

  /** How many seconds go by until everything has been heard of since then. */
  int secondsUntilHeardFrom(int second, int atMost) {
    long since = Duration.ofSeconds(second).toNanos();
    for (int seconds = 0; seconds <= atMost; seconds++) {
      if (members.stream().allMatch(m -> m.heardAtNanos - since >= 0)) {
        return seconds;
      }
      run(1);
    }
    throw new AssertionError("not everything was heard of within " + atMost + " s");
  }

  /** How many have never been answered. */
  long unanswered() {
    return members.stream().filter(member -> member.heardAtNanos < 0).count();
  }

  int second() {
    return (int) Duration.ofNanos(clock.nanos()).toSeconds();
  }

  /** How many calls were told to wait for the registry. */
  int waits() {
    return waits;
  }
}
