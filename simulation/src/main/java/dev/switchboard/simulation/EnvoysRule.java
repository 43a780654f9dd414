package dev.switchboard.simulation;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Outlier detection as Envoy and gRPC (A50) do it, with their defaults, to be compared with ours:
 * five failures in a row, and every 10 s a success rate more than 1.9 standard deviations below the
 * mean, of at least five endpoints with at least 100 calls each. At most a tenth is out at once,
 * but one in any case. For one client.
 */
final class EnvoysRule implements SwitchboardListener {

  private static final int CONSECUTIVE_5XX = 5;
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration BASE_EJECTION_TIME = Duration.ofSeconds(30);
  private static final Duration MAX_EJECTION_TIME = Duration.ofMinutes(5);
  private static final int MAX_EJECTION_PERCENT = 10;
  private static final int MINIMUM_HOSTS = 5;
  private static final int REQUEST_VOLUME = 100;
  private static final double STDEV_FACTOR = 1.9;

  private static final class Host {
    int successes;
    int failures;
    int consecutive;
    int multiplier;
    boolean out;

    int volume() {
      return successes + failures;
    }

    double rate() {
      return (double) successes / volume();
    }
  }

  private final SimClock clock;
  private final Consumer<Endpoint> onEject;
  private final Consumer<Endpoint[]> onChange;
  private final Map<Endpoint, Host> hosts = new LinkedHashMap<>();

  /**
   * A rule over these endpoints.
   *
   * @param onEject told each ejection
   * @param onChange told the endpoints in use whenever they change
   */
  EnvoysRule(
      SimClock clock,
      Endpoint[] endpoints,
      Consumer<Endpoint> onEject,
      Consumer<Endpoint[]> onChange) {
    this.clock = clock;
    this.onEject = onEject;
    this.onChange = onChange;
    for (Endpoint endpoint : endpoints) {
      hosts.put(endpoint, new Host());
    }
    clock.schedule(INTERVAL, this::endInterval);
  }

  @Override
  public void onEvent(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.AttemptEnded ended) {
      Host host = hosts.get(ended.endpoint());
      if (host == null) {
        return;
      }
      if (ended.outcome().isEndpointFault()) {
        host.failures++;
        if (++host.consecutive >= CONSECUTIVE_5XX) {
          host.consecutive = 0;
          eject(ended.endpoint(), host);
        }
      } else {
        host.successes++;
        host.consecutive = 0;
      }
    }
  }

  private void endInterval() {
    List<Map.Entry<Endpoint, Host>> judged =
        hosts.entrySet().stream()
            .filter(e -> !e.getValue().out && e.getValue().volume() >= REQUEST_VOLUME)
            .toList();
    if (judged.size() >= MINIMUM_HOSTS) {
      double mean = judged.stream().mapToDouble(e -> e.getValue().rate()).average().orElseThrow();
      double variance =
          judged.stream()
              .mapToDouble(e -> (e.getValue().rate() - mean) * (e.getValue().rate() - mean))
              .average()
              .orElseThrow();
      double threshold = mean - STDEV_FACTOR * StrictMath.sqrt(variance);
      judged.forEach(
          e -> {
            if (e.getValue().rate() < threshold) {
              eject(e.getKey(), e.getValue());
            }
          });
    }
    for (Host host : hosts.values()) {
      host.successes = 0;
      host.failures = 0;
      host.multiplier -= host.out || host.multiplier == 0 ? 0 : 1;
    }
    clock.schedule(INTERVAL, this::endInterval);
  }

  private void eject(Endpoint endpoint, Host host) {
    long out = hosts.values().stream().filter(h -> h.out).count();
    long allowed = Math.max(1, (long) hosts.size() * MAX_EJECTION_PERCENT / 100);
    if (host.out || out >= allowed) {
      return;
    }
    host.out = true;
    host.multiplier++;
    onEject.accept(endpoint);
    changed();
    Duration time = BASE_EJECTION_TIME.multipliedBy(host.multiplier);
    clock.schedule(
        time.compareTo(MAX_EJECTION_TIME) < 0 ? time : MAX_EJECTION_TIME,
        () -> {
          host.out = false;
          changed();
        });
  }

  private void changed() {
    onChange.accept(
        hosts.entrySet().stream()
            .filter(e -> !e.getValue().out)
            .map(Map.Entry::getKey)
            .toArray(Endpoint[]::new));
  }
}
