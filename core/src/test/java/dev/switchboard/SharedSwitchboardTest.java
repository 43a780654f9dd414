package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.config.ConfigException;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SharedSwitchboardTest {

  private final AtomicInteger made = new AtomicInteger();
  private final SharedSwitchboard shared = new SharedSwitchboard(this::make);

  private Switchboard make() {
    if (made.incrementAndGet() == 1) {
      throw new IllegalStateException("the first fails");
    }
    return switchboard();
  }

  private static Switchboard switchboard() {
    return Switchboard.builder().resolver(new SettableResolver()).clock(new ManualClock()).build();
  }

  @AfterEach
  void reset() {
    shared.reset();
    Switchboard.resetShared();
  }

  @Test
  void aFirstUseThatFailsIsTriedAgainAndOneIsForAll() throws Exception {
    assertThatThrownBy(shared::get).hasMessage("the first fails");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Switchboard> get = shared::get;
      List<Future<Switchboard>> all =
          threads.invokeAll(Stream.generate(() -> get).limit(64).toList());
      for (Future<Switchboard> one : all) {
        assertThat(one.get()).isSameAs(shared.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(made).hasValue(2);
  }

  @Test
  void canBeSetOnceBeforeItIsUsed() {
    try (Switchboard own = switchboard();
        Switchboard another = switchboard()) {
      shared.set(own);
      assertThat(shared.get()).isSameAs(own);
      assertThatThrownBy(() -> shared.set(another))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was already set by")
          .hasMessageContaining("SharedSwitchboardTest.canBeSetOnceBeforeItIsUsed")
          .cause()
          .hasMessageStartingWith("here, on thread ");
      shared.reset();
      assertThat(own.dialer("orders", 80)).isPresent();
      assertThat(own.snapshot()).isNotEmpty();
      made.set(1);
      Switchboard fromConfiguration = shared.get();
      assertThatThrownBy(() -> shared.set(another))
          .hasMessageContaining("made from the configuration on first use by");
      shared.reset();
      assertThat(shared.get()).isNotSameAs(fromConfiguration);
    }
  }

  /** The process's own: made from a document like the application's. */
  @Test
  void theProcessHasOne() {
    System.setProperty(ConfigurationLocation.PROPERTY, "/no/such.json");
    try {
      assertThatThrownBy(Switchboard::shared).isInstanceOf(ConfigException.class);
      System.setProperty(ConfigurationLocation.PROPERTY, "classpath:dev/switchboard/shop.json");
      Switchboard one = Switchboard.shared();
      assertThat(one.snapshot().get(0).endpoints()).hasSize(1);
      assertThatThrownBy(() -> Switchboard.share(one)).hasMessageContaining("theProcessHasOne");
      Switchboard.resetShared();
      assertThat(one.snapshot().get(0).endpoints()).isEmpty(); // closed
      try (Switchboard own = switchboard()) {
        Switchboard.share(own);
        assertThat(Switchboard.shared()).isSameAs(own);
      }
    } finally {
      System.clearProperty(ConfigurationLocation.PROPERTY);
    }
  }
}
