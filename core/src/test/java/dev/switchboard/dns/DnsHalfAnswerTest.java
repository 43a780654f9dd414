package dev.switchboard.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DnsHalfAnswerTest {

  /** An instance that cannot be used is skipped and reported, never fatal: so a target of SRV. */
  @Test
  void oneTargetThatCannotBeLookedUpDoesNotTakeTheOthersAway() throws IOException {
    try (DnsServer server = new DnsServer()) {
      server
          .list("orders.prod.internal. 60 SRV 1 1 8080 a.prod.internal.")
          .list("orders.prod.internal. 60 SRV 1 1 8080 b.prod.internal.")
          .list("a.prod.internal. 60 A 10.0.0.1")
          .list("b.prod.internal. 60 CNAME b2.prod.internal.")
          .list("b2.prod.internal. 60 CNAME b.prod.internal.");
      ManualClock clock = new ManualClock();
      Heard heard = new Heard();
      Resolver resolver =
          DnsResolver.builder("prod.internal").srv().server("127.0.0.1", server.port()).build();
      resolver.watch(
          resolver.service("orders"),
          heard,
          new Resolver.Context(
              clock, (Randomness) () -> -1, Runnable::run, ResolutionPolicy.defaults()));
      clock.advance(Duration.ZERO);
      resolver.close();
      assertThat(heard.next()).singleElement().asString().startsWith("[10.0.0.1:8080] without [");
    }
  }
}
