package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CombinedInTroubleTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);

  private final SettableResolver first = new SettableResolver();

  /** Time passes between two readings, as it does outside of tests. */
  private static final class Ticking implements Clock {
    private final ManualClock clock = new ManualClock();

    @Override
    public long nanos() {
      clock.advance(Duration.ofNanos(1));
      return clock.nanos();
    }

    @Override
    public long epochMillis() {
      return clock.epochMillis();
    }

    @Override
    public Timeout schedule(Duration delay, Runnable task) {
      return clock.schedule(delay, task);
    }
  }

  private static Resolver.Context context(Clock clock) {
    return new Resolver.Context(
        clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults());
  }

  @Test
  void onAClockThatMovesWhatIsConfirmedIsUnchanged() {
    Resolver resolver = Resolver.firstOf(first, new SettableResolver());
    Heard heard = new Heard();
    resolver.watch(resolver.service("orders"), heard, context(new Ticking()));
    first.set("orders", A);
    heard.next();
    first.confirm("orders");
    assertThat(heard.next()).containsExactly("unchanged");
  }

  @Test
  void ifOneSourceRefusesToWatchTheOthersAreNotLeftWatching() {
    Resolver refusing =
        new Resolver() {
          @Override
          public Optional<Service> serviceFor(String host) {
            return Optional.empty();
          }

          @Override
          public Service service(String name) {
            return new Service("", name);
          }

          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            throw new IllegalStateException("refused");
          }

          @Override
          public void close() {}
        };
    Resolver resolver = Resolver.merged(first, refusing);
    assertThatThrownBy(
            () ->
                resolver.watch(resolver.service("orders"), new Heard(), context(new ManualClock())))
        .hasMessage("refused");
    assertThat(first.watches()).isZero();
  }
}
