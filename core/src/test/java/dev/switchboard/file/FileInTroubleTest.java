package dev.switchboard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.switchboard.config.Document;
import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInTroubleTest {

  private static final Duration LOOK = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock();

  /** As a pool's: what a task throws ends with it. */
  private final Executor pool =
      task ->
          assertThat(catchThrowable(task::run))
              .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).hasMessage("once"));

  /** The contents are known, so who comes now gets them, as it does after a bad edit. */
  @Test
  void whoWatchesWhileTheFileIsGoneHearsWhatItSaid(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("e.json");
    Files.writeString(
        file,
        """
        {"services": [{"portName": "a", "endpoints": [{"address": "10.0.0.1", "port": 80}]},
                      {"portName": "b", "endpoints": [{"address": "10.0.0.2", "port": 80}]}]}
        """);
    FileResolver resolver = FileResolver.of(file);
    Resolver.Context context =
        new Resolver.Context(clock, Randomness.seeded(1), pool, ResolutionPolicy.defaults());
    resolver.watch(resolver.service("a"), new Heard(), context);
    Files.delete(file);
    clock.advance(LOOK);
    Heard late = new Heard();
    resolver.watch(resolver.service("b"), late, context);
    clock.advance(LOOK.multipliedBy(5));
    assertThat(late.next()).contains("[10.0.0.2:80]");
  }

  /**
   * A program's change of the defaults that throws, a resolver that refuses: once, not for ever.
   */
  @Test
  void aFollowerThatThrowsOnceDoesNotEndTheWatch(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("e.json");
    Files.writeString(file, "1");
    List<String> seen = new ArrayList<>();
    FileWatch watch =
        new FileWatch(
            file,
            clock,
            pool,
            new FileWatch.Follower() {
              @Override
              public void changed(byte[] content) {
                seen.add(new String(content, StandardCharsets.UTF_8));
                if (seen.size() == 2) {
                  throw new IllegalStateException("once");
                }
              }

              @Override
              public void unchanged() {}

              @Override
              public void failed(String message) {}
            });
    watch.soon();
    Files.writeString(file, "22");
    clock.advance(LOOK);
    Files.writeString(file, "333");
    clock.advance(LOOK);
    assertThat(seen).containsExactly("1", "22", "333");
  }

  /** As in a StaticResolver and a DnsResolver; byName asks for a service by its lower case. */
  @Test
  void theCaseOfAServicesNameDoesNotMatter() {
    FileResolver file =
        FileResolver.of(
            Document.of(
                "d",
                """
                {"services": [{"portName": "Orders",
                               "endpoints": [{"address": "10.0.0.1", "port": 80}]}]}
                """
                    .getBytes(StandardCharsets.UTF_8)));
    Resolver resolver = Resolver.byName(Map.of("Orders", file), StaticResolver.of(Map.of()));
    Heard heard = new Heard();
    resolver.watch(
        resolver.service("Orders"),
        heard,
        new Resolver.Context(clock, Randomness.seeded(1), pool, ResolutionPolicy.defaults()));
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
  }
}
