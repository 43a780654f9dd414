package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.event.SwitchboardEvent.EmptyResolutionIgnored;
import dev.switchboard.event.SwitchboardEvent.ResolutionFresh;
import dev.switchboard.event.SwitchboardEvent.ResolutionStale;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How old what is known is, and what is made of a registry that only half answers. */
class FreshnessTest {

  private static final ResolutionError DOWN =
      new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "down");
  private static final Duration STALE = Duration.ofMinutes(1);

  private final Rig rig = new Rig(A, B);

  private UpstreamSnapshot snapshot() {
    return rig.upstream.snapshot(rig.clock.nanos());
  }

  @Test
  void beforeTheFirstAnswerThereIsNoAge() {
    Rig silent = new Rig();
    silent.resolver.fail("orders", DOWN);
    silent.clock.advance(STALE);
    silent.resolver.fail("orders", DOWN);
    assertThat(silent.upstream.snapshot(silent.clock.nanos()).age()).isEmpty();
    assertThat(silent.listener.events(ResolutionStale.class)).isEmpty();
  }

  @Test
  void theAgeGrowsUntilTheRegistryAnswersOrConfirms() {
    rig.clock.advance(Duration.ofSeconds(7));
    assertThat(snapshot().age()).contains(Duration.ofSeconds(7));
    assertThat(snapshot().toString()).startsWith("orders:8080 -> test/orders (as of 7 s ago)");
    rig.resolver.confirm("orders");
    assertThat(snapshot().age()).contains(Duration.ZERO);
    rig.clock.advance(Duration.ofSeconds(3));
    rig.resolver.set("orders", A);
    assertThat(snapshot().age()).contains(Duration.ZERO);
  }

  @Test
  void staleIsToldOnceFromTheFirstFailureAtThatAge_andFreshOnce() {
    rig.clock.advance(STALE.minusNanos(1));
    rig.resolver.fail("orders", DOWN);
    assertThat(rig.listener.events(ResolutionStale.class)).isEmpty();
    rig.clock.advance(Duration.ofNanos(1));
    rig.resolver.fail("orders", DOWN);
    rig.resolver.fail("orders", DOWN);
    assertThat(rig.listener.events(ResolutionStale.class))
        .containsExactly(new ResolutionStale(rig.resolver.service("orders"), STALE));
    rig.clock.advance(STALE);
    rig.resolver.confirm("orders");
    rig.resolver.confirm("orders");
    assertThat(rig.listener.events(ResolutionFresh.class))
        .containsExactly(
            new ResolutionFresh(rig.resolver.service("orders"), STALE.multipliedBy(2)));
    assertThat(rig.upstream.endpoints().size()).isEqualTo(2);
  }

  @Test
  void aConfirmationClearsTheProblem() {
    rig.resolver.fail("orders", DOWN);
    assertThat(snapshot().problem()).isEqualTo("down");
    rig.resolver.confirm("orders");
    assertThat(snapshot().problem()).isEmpty();
  }

  @Test
  void whatWasRememberedIsAsOldAsItIs() {
    Rig remembering = new Rig();
    remembering.resolver.set(
        "orders", new Resolution(EndpointSet.of(A), List.of(), Duration.ofHours(2)));
    remembering.resolver.fail("orders", DOWN);
    assertThat(remembering.upstream.snapshot(remembering.clock.nanos()).age())
        .contains(Duration.ofHours(2));
    assertThat(remembering.listener.events(ResolutionStale.class)).hasSize(1);
  }

  @Test
  void anEmptyAnswerThatIsConfirmedIsOneMoreEmptyAnswer() {
    rig.resolver.set("orders");
    rig.resolver.confirm("orders");
    rig.clock.advance(Duration.ofSeconds(60).minusNanos(1));
    rig.resolver.confirm("orders");
    assertThat(rig.upstream.endpoints().size()).isEqualTo(2);
    assertThat(snapshot().age())
        .as("of what is in use")
        .contains(Duration.ofNanos(59_999_999_999L));
    rig.clock.advance(Duration.ofNanos(1));
    rig.resolver.confirm("orders");
    assertThat(rig.upstream.endpoints().isEmpty()).isTrue();
    assertThat(rig.listener.events(EmptyResolutionIgnored.class)).hasSize(1);
  }

  @Test
  void anInstanceThatIsStillListedAndCannotBeReadStays() {
    Resolution half =
        new Resolution(
            EndpointSet.of(A), List.of(new Resolution.Skipped(B.id(), "has no address")));
    rig.resolver.set("orders", A, B, C);
    rig.resolver.set("orders", half);
    assertThat(rig.upstream.endpoints()).as("C is no longer listed").containsExactly(A, B);
    assertThat(snapshot().skipped()).isEqualTo(half.skipped());
    rig.resolver.set("orders", A);
    assertThat(rig.upstream.endpoints()).as("no longer listed").containsExactly(A);
  }

  @Test
  void anInstanceThatMovesToAForbiddenAddressDoesNotStay() {
    rig.resolver.set("orders", A, Endpoint.of("169.254.169.254", 80).withId(B.id()));
    assertThat(rig.upstream.endpoints()).containsExactly(A);
    assertThat(snapshot().skipped())
        .extracting(Resolution.Skipped::reason)
        .singleElement()
        .asString()
        .startsWith("has the address 169.254.169.254, which is link-local");
  }
}
