package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.ResolutionError.Kind;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three sources that answer, fail and fall empty at random, against the rules in a few lines. */
class CombinedInterleavingsTest {

  private static final int SOURCES = 3;
  private static final int SEEDS = 400;
  private static final int STEPS = 60;

  /** What the observer knows: as the endpoints it would call, and whether it was told a problem. */
  private static final class Known implements Resolver.Observer {
    private @Nullable Set<String> endpoints;
    private boolean problem;
    private boolean told;
    private Duration age = Duration.ZERO;

    @Override
    public void onResolution(Resolution resolution) {
      endpoints = names(resolution.endpoints());
      age = resolution.age();
      problem = false;
      told = true;
    }

    @Override
    public void onUnchanged() {
      assertThat(endpoints).isNotNull();
      age = Duration.ZERO;
      problem = false;
      told = true;
    }

    @Override
    public void onError(ResolutionError error) {
      problem = true;
      told = true;
    }
  }

  /** One source by the rules: a list that was good stays until three empties span a minute. */
  private static final class Model {
    private Set<String> good = Set.of();
    private Set<String> said = Set.of();
    private final List<Long> empties = new ArrayList<>();
    private boolean answered;
    private boolean unknown;
    private boolean failing;
    private long asOf;

    void answer(Set<String> names, long now) {
      said = names;
      if (names.isEmpty() && !good.isEmpty()) {
        empties.add(now);
        failing = true;
        unknown = false;
        if (empties.size() < 3 || now - empties.get(0) < 60) {
          return;
        }
      }
      empties.clear();
      good = names;
      asOf = now;
      answered = true;
      failing = false;
      unknown = false;
    }

    void fail(boolean isUnknown) {
      empties.clear();
      unknown = isUnknown && good.isEmpty();
      failing = !unknown;
    }

    boolean silent() {
      return !answered && !failing && !unknown;
    }
  }

  private static Set<String> names(EndpointSet set) {
    Set<String> names = new TreeSet<>();
    set.forEach(endpoint -> names.add(endpoint.authority()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverHappensInWhateverOrder(boolean first) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      run(seed, first);
    }
  }

  private static void run(long seed, boolean first) {
    Randomness dice = Randomness.seeded(seed);
    ManualClock clock = new ManualClock();
    List<SettableResolver> sources = Stream.generate(SettableResolver::new).limit(SOURCES).toList();
    List<Model> models = Stream.generate(Model::new).limit(SOURCES).toList();
    Resolver[] all = sources.toArray(Resolver[]::new);
    Resolver combined = first ? Resolver.firstOf(all) : Resolver.merged(all);
    Known known = new Known();
    combined.watch(
        combined.service("s"),
        known,
        new Resolver.Context(clock, dice, Runnable::run, ResolutionPolicy.defaults()));
    for (int step = 0; step < STEPS; step++) {
      clock.advance(Duration.ofSeconds(dice.below(30)));
      long now = Duration.ofNanos(clock.nanos()).toSeconds();
      int which = dice.below(SOURCES);
      SettableResolver source = sources.get(which);
      Model model = models.get(which);
      known.told = false;
      switch (dice.below(6)) {
        case 0, 1 -> {
          source.set("s");
          model.answer(Set.of(), now);
        }
        case 2 -> {
          Endpoint[] some = some(dice);
          source.set("s", some);
          model.answer(names(EndpointSet.of(some)), now);
        }
        case 3 -> {
          if (model.answered || !model.said.isEmpty() || !model.empties.isEmpty()) {
            source.confirm("s");
            model.answer(model.said, now);
          }
        }
        case 4 -> {
          source.fail("s", new ResolutionError(Kind.UNAVAILABLE, "down"));
          model.fail(false);
        }
        default -> {
          source.fail("s", new ResolutionError(Kind.UNKNOWN_SERVICE, "no such"));
          model.fail(true);
        }
      }
      check(models, first, known, now, "seed " + seed + " step " + step);
    }
  }

  private static Endpoint[] some(Randomness dice) {
    return Stream.generate(() -> Endpoint.of("10.0.0." + dice.below(5), 80))
        .limit(1 + dice.below(3))
        .toArray(Endpoint[]::new);
  }

  private static void check(
      List<Model> models, boolean first, Known known, long now, String where) {
    Set<String> union = new TreeSet<>();
    long asOf = now;
    boolean problem = false;
    boolean silent = false;
    boolean allUnknown = true;
    for (Model model : models) {
      if (first && (!union.isEmpty() || silent)) {
        break;
      }
      silent |= model.silent();
      problem |= model.failing;
      allUnknown &= model.unknown;
      union.addAll(model.good);
      asOf = model.good.isEmpty() ? asOf : Math.min(asOf, model.asOf);
    }
    if (!union.isEmpty()) {
      assertThat(known.endpoints).as(where).isEqualTo(union);
      assertThat(known.problem).as(where).isEqualTo(problem);
      if (known.told && !problem) {
        assertThat(known.age.toSeconds()).as(where).isEqualTo(now - asOf);
      }
    } else if (!silent) {
      assertThat(known.problem).as(where).isEqualTo(problem || allUnknown);
      if (!known.problem) {
        assertThat(known.endpoints).as(where).isEmpty();
      }
    }
  }

  @Test
  @Timeout(20)
  void sourcesThatSpeakAtOnceAreHeardOneAfterTheOther() throws InterruptedException {
    List<SettableResolver> sources = Stream.generate(SettableResolver::new).limit(SOURCES).toList();
    Resolver merged = Resolver.merged(sources.toArray(Resolver[]::new));
    Heard heard = new Heard();
    merged.watch(
        merged.service("s"),
        heard,
        new Resolver.Context(
            new ManualClock(), Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      SettableResolver source = sources.get(i);
      Endpoint mine = Endpoint.of("10.0.0." + i, 80);
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int n = 0; n < 10_000; n++) {
                  source.set("s", mine);
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    List<String> all = heard.next();
    assertThat(all).hasSize(SOURCES * 10_000); // none failed the check that none overlap
    assertThat(all).last().isEqualTo("[10.0.0.0:80, 10.0.0.1:80, 10.0.0.2:80]");
  }
}
