package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.event.SwitchboardEvent.ResolutionFresh;
import dev.switchboard.event.SwitchboardEvent.ResolutionStale;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubtTest {

  private static final ResolutionError DOWN =
      new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "down");

  /** As firstOf, merged and remembering tell it at each poll while a source is down. */
  @Test
  void anAnswerThatIsStaleItselfIsNoNewsOfFreshness() {
    Rig rig = new Rig();
    for (int i = 0; i < 5; i++) {
      rig.resolver.set("orders", new Resolution(EndpointSet.of(A), List.of(), Duration.ofHours(2)));
      rig.resolver.fail("orders", DOWN);
      rig.clock.advance(Duration.ofSeconds(5));
    }
    assertThat(rig.listener.events(ResolutionFresh.class)).isEmpty();
    assertThat(rig.listener.events(ResolutionStale.class)).hasSize(1);
  }

  /** Empty, an error, then "the empty answer still holds": what is in use is not confirmed. */
  @Test
  void thatAnEmptyAnswerStillHoldsConfirmsNothing_alsoAfterAnError() {
    Rig rig = new Rig(A, B);
    rig.clock.advance(Duration.ofSeconds(7));
    rig.resolver.set("orders");
    rig.resolver.fail("orders", DOWN);
    rig.resolver.confirm("orders");
    UpstreamSnapshot snapshot = rig.upstream.snapshot(rig.clock.nanos());
    assertThat(snapshot.problem()).isNotEmpty();
    assertThat(snapshot.age()).contains(Duration.ofSeconds(7));
  }
}
