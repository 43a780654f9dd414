package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.ResolutionError.Kind;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CombinedResolverTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);
  private static final Endpoint C = Endpoint.of("10.0.0.3", 80);
  private static final ResolutionError DOWN = new ResolutionError(Kind.UNAVAILABLE, "is down");
  private static final ResolutionError NO_SUCH =
      new ResolutionError(Kind.UNKNOWN_SERVICE, "no such service");
  private static final String FIRST = "source 1 of 2 (SettableResolver for test/orders)";
  private static final String SECOND = "source 2 of 2 (SettableResolver for test/orders)";
  private static final Duration SECOND_LATER = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver first = new SettableResolver();
  private final SettableResolver second = new SettableResolver();
  private final Heard heard = new Heard();

  private Resolver.Watch watch(Resolver resolver) {
    return resolver.watch(
        resolver.service("orders"),
        heard,
        new Resolver.Context(
            clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
  }

  private void firstSaysEmptyForAMinute() {
    first.set("orders");
    first.set("orders");
    clock.advance(Duration.ofMinutes(1));
    first.set("orders");
  }

  // The first of several

  @Test
  void theFirstIsWaitedFor_thenUsed_andTheOthersDoNotMatter() {
    watch(Resolver.firstOf(first, second));
    second.set("orders", B);
    assertThat(heard.next()).isEmpty();
    first.set("orders", A);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
    second.set("orders", B, C).fail("orders", DOWN).confirm("orders");
    assertThat(heard.next()).isEmpty();
  }

  @Test
  void theFirstFailsBeforeItAnswered_soTheNextIsUsed_untilItAnswers() {
    watch(Resolver.firstOf(first, second));
    second.set("orders", B);
    first.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("[10.0.0.2:80]", "UNAVAILABLE " + FIRST + ": is down");
    clock.advance(SECOND_LATER);
    first.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("UNAVAILABLE " + FIRST + ": is down");
    second.confirm("orders");
    assertThat(heard.next()).containsExactly("unchanged", "UNAVAILABLE " + FIRST + ": is down");
    first.set("orders", A);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
  }

  @Test
  void theFirstKeepsWhatItHadWhenItFails() {
    watch(Resolver.firstOf(first, second));
    first.set("orders", A);
    second.set("orders", B);
    heard.next();
    first.fail("orders", DOWN).fail("orders", NO_SUCH);
    assertThat(heard.next())
        .containsExactly(
            "UNAVAILABLE " + FIRST + ": is down", "UNKNOWN_SERVICE " + FIRST + ": no such service");
    first.confirm("orders");
    assertThat(heard.next()).containsExactly("unchanged");
  }

  @Test
  void thatTheFirstIsEmptyIsBelievedAfterAWhile_andItComesBackAtOnce() {
    watch(Resolver.firstOf(first, second));
    first.set("orders", A);
    second.set("orders", B);
    heard.next();
    clock.advance(SECOND_LATER);
    first.set("orders");
    String doubt =
        "UNAVAILABLE "
            + FIRST
            + " lists no endpoint any more; the 1 it last listed stay in use for now";
    assertThat(heard.next()).containsExactly("[10.0.0.1:80] 1000 ms old", doubt);
    clock.advance(SECOND_LATER);
    first.confirm("orders"); // that it is empty
    assertThat(heard.next()).containsExactly("[10.0.0.1:80] 2000 ms old", doubt);
    clock.advance(Duration.ofSeconds(59));
    first.confirm("orders");
    assertThat(heard.next()).containsExactly("[10.0.0.2:80] 61000 ms old");
    first.set("orders", A);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
  }

  @Test
  void emptyEverywhereIsEmpty_butNotWhileOneFails() {
    watch(Resolver.firstOf(first, second));
    first.set("orders");
    assertThat(heard.next()).isEmpty();
    second.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("UNAVAILABLE " + SECOND + ": is down");
    second.set("orders");
    assertThat(heard.next()).containsExactly("[]");
  }

  @Test
  void aServiceThatOnlyTheSecondHasIsNoProblem_oneThatNoneHasIs() {
    watch(Resolver.firstOf(first, second));
    first.fail("orders", NO_SUCH);
    second.fail("orders", NO_SUCH);
    assertThat(heard.next())
        .containsExactly(
            "UNKNOWN_SERVICE " + FIRST + ": no such service; " + SECOND + ": no such service");
    second.set("orders", B);
    assertThat(heard.next()).containsExactly("[10.0.0.2:80]");
  }

  // All together

  @Test
  void theUnionGrowsAsTheyAnswer() {
    watch(Resolver.merged(first, second));
    second.set("orders", B);
    assertThat(heard.next()).containsExactly("[10.0.0.2:80]");
    first.set("orders", A.withId("other"), B);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80, 10.0.0.2:80]");
    second.set("orders", B, C);
    assertThat(heard.next()).containsExactly("[10.0.0.1:80, 10.0.0.2:80, 10.0.0.3:80]");
  }

  @Test
  void aSuddenEmptyAnswerOfOneTakesNothingAway_andALastingOneDoes() {
    watch(Resolver.merged(first, second));
    first.set("orders", A);
    second.set("orders", B);
    heard.next();
    first.set("orders");
    assertThat(heard.next())
        .containsExactly(
            "[10.0.0.1:80, 10.0.0.2:80]",
            "UNAVAILABLE "
                + FIRST
                + " lists no endpoint any more; the 1 it last listed stay in use for now");
    firstSaysEmptyForAMinute();
    assertThat(heard.next()).last().isEqualTo("[10.0.0.2:80] 60000 ms old");
  }

  @Test
  void anErrorStaysVisibleWhileOthersAnswer() {
    watch(Resolver.merged(first, second));
    first.fail("orders", DOWN);
    assertThat(heard.next()).isEmpty(); // the second may have some
    second.set("orders", B);
    assertThat(heard.next()).containsExactly("[10.0.0.2:80]", "UNAVAILABLE " + FIRST + ": is down");
    second.fail("orders", NO_SUCH);
    assertThat(heard.next())
        .containsExactly("UNAVAILABLE " + FIRST + ": is down; " + SECOND + ": no such service");
  }

  @Test
  void theUnionIsAsOldAsItsOldestPart() {
    watch(Resolver.merged(first, second));
    first.set("orders", A);
    second.set("orders", new Resolution(EndpointSet.of(B), List.of(), Duration.ofSeconds(5)));
    assertThat(heard.next())
        .containsExactly("[10.0.0.1:80]", "[10.0.0.1:80, 10.0.0.2:80] 5000 ms old");
    clock.advance(SECOND_LATER);
    second.confirm("orders");
    assertThat(heard.next()).containsExactly("[10.0.0.1:80, 10.0.0.2:80] 1000 ms old");
    first.confirm("orders");
    assertThat(heard.next()).containsExactly("unchanged");
  }

  @Test
  void aPartWithoutEndpointsMakesItNoOlder_butItsSkippedInstancesAreThere() {
    watch(Resolver.merged(first, second));
    Resolution.Skipped skipped = new Resolution.Skipped("i-1", "has no address");
    first.set("orders", new Resolution(EndpointSet.empty(), List.of(skipped)));
    assertThat(heard.next()).isEmpty();
    clock.advance(SECOND_LATER);
    second.set("orders", B);
    assertThat(heard.next()).containsExactly("[10.0.0.2:80] without [" + skipped + "]");
    clock.advance(SECOND_LATER);
    second.confirm("orders");
    assertThat(heard.next()).containsExactly("unchanged");
  }

  // What they share

  @Test
  void questionsGoToThoseThatCount() {
    Resolver.Watch watch = watch(Resolver.firstOf(first, second));
    first.set("orders", A);
    second.set("orders", B);
    watch.refresh();
    assertThat(first.refreshes()).isEqualTo(1);
    assertThat(second.refreshes()).isZero();
    second.overdue();
    assertThat(watch.use(clock.nanos())).isTrue();
    first.overdue();
    assertThat(watch.use(clock.nanos())).isFalse();
    Resolver.Watch merged = watch(Resolver.merged(first, second));
    first.confirm("orders");
    assertThat(merged.use(clock.nanos())).isFalse();
    second.confirm("orders");
    assertThat(merged.use(clock.nanos())).isTrue();
    merged.refresh();
    assertThat(first.refreshes()).isEqualTo(2);
    assertThat(second.refreshes()).isEqualTo(1);
  }

  @Test
  void aClosedWatchEndsAllAndHearsNothing() {
    Resolver.Watch watch = watch(Resolver.merged(first, second));
    assertThat(first.watches() + second.watches()).isEqualTo(2);
    watch.close();
    assertThat(first.watches() + second.watches()).isZero();
    first.set("orders", A);
    assertThat(heard.next()).isEmpty();
  }

  @Test
  void aResolverWithoutTheServiceIsLeftOut() {
    Resolver written = StaticResolver.of(Map.of("billing", List.of(C)));
    Resolver both = Resolver.firstOf(written, first);
    assertThat(both.serviceFor("orders")).contains(new Service("test", "orders"));
    assertThat(both.serviceFor("orders")).contains(new Service("test", "orders"));
    assertThat(both.serviceFor("billing")).contains(new Service("test", "billing"));
    assertThat(both.serviceFor("example.com")).isEmpty();
    watch(both);
    first.fail("orders", DOWN);
    assertThat(heard.next())
        .containsExactly("UNAVAILABLE source 2 of 2 (SettableResolver for test/orders): is down");
  }

  @Test
  void aServiceThatAllRefuseIsRefused() {
    Resolver one = StaticResolver.of(Map.of("billing", List.of(C)));
    Resolver other = StaticResolver.of(Map.of("stock", List.of(C)));
    assertThatThrownBy(() -> Resolver.merged(one, other).service("orders"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no source has a service \"orders\": the static resolver has no service \"orders\"; it"
                + " has [billing]; the static resolver has no service \"orders\"; it has [stock]");
    assertThatThrownBy(Resolver::merged)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no resolver to combine; give at least one");
  }

  @Test
  void theyNest_andBothNamespacesAreNamed() {
    Resolver written = StaticResolver.of(Map.of("orders", List.of(C)));
    Resolver nested = Resolver.firstOf(first, Resolver.merged(second, written));
    assertThat(nested.service("orders")).isEqualTo(new Service("test", "orders"));
    watch(nested);
    first.fail("orders", NO_SUCH);
    assertThat(heard.next()).containsExactly("[10.0.0.3:80]");
    nested.close();
    assertThat(first.watches() + second.watches()).isZero();
  }
}
