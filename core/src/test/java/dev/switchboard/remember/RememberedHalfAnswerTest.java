package dev.switchboard.remember;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedHalfAnswerTest {

  /** Half an answer takes nothing away that works; the next start should not lose it either. */
  @Test
  void whatIsListedAndCannotBeReadStaysRemembered(@TempDir Path folder) throws IOException {
    Endpoint a = Endpoint.of("10.0.0.1", 80);
    Endpoint b = Endpoint.of("10.0.0.2", 80);
    ManualClock clock = new ManualClock();
    SettableResolver registry = new SettableResolver();
    Service service = registry.service("orders");
    RememberingResolver.of(registry, folder)
        .watch(
            service,
            new Heard(),
            new Resolver.Context(
                clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
    registry.set("orders", a, b);
    clock.advance(Duration.ofMinutes(1));
    registry.set(
        "orders",
        new Resolution(
            EndpointSet.of(a), List.of(new Resolution.Skipped(b.id(), "has no address"))));
    clock.advance(Duration.ofMinutes(1));
    assertThat(new RememberedFiles(folder).read(service).orElseThrow().endpoints())
        .containsExactly(a, b);
  }
}
