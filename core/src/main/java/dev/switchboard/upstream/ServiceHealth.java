package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.Comparison;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.Interval;
import dev.switchboard.health.OutlierDetector;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.health.Peers;
import dev.switchboard.health.Peers.Since;
import dev.switchboard.health.Standing;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Lane;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each address of a service does: asks the detector, and carries out its verdicts. For the lane
 * of the service alone.
 */
final class ServiceHealth {

  /** While those that are left cannot do the work, those that are out are probed so often. */
  private static final Duration EARLY_PROBE_GAP = Duration.ofSeconds(1);

  private final Service service;
  private final OutlierPolicy policy;
  private final OutlierDetector detector;
  private final Clock clock;
  private final Lane lane;
  private final Events events;
  private final Runnable publish;
  private final Map<InetSocketAddress, EndpointHealth> addresses = new LinkedHashMap<>();
  private final Departed departed = new Departed();
  private volatile long nextEarlyProbeNanos;
  private long nextSuspicionNanos;

  /** Where every address begins healthy; {@code publish} is run after each change. */
  ServiceHealth(
      Service service,
      OutlierPolicy policy,
      Clock clock,
      Lane lane,
      Events events,
      Runnable publish) {
    this.service = service;
    this.policy = policy;
    this.detector = new OutlierDetector(policy);
    this.clock = clock;
    this.lane = lane;
    this.events = events;
    this.publish = publish;
    this.nextEarlyProbeNanos = clock.nanos();
    this.nextSuspicionNanos = nextEarlyProbeNanos;
  }

  /**
   * What is known of the endpoint, if it was there before, or not long ago. If nothing is, or the
   * address was another's (a new task at the same host and port), it begins healthy.
   *
   * @param group endpoints of different groups are not held against each other
   */
  EndpointHealth of(Endpoint endpoint, int group) {
    EndpointHealth known = addresses.get(endpoint.socketAddress());
    if (known != null && known.isOf(endpoint, group)) {
      return known;
    }
    if (known != null) {
      known.cancelTimeout();
    }
    long now = clock.nanos();
    EndpointHealth back = departed.takeBack(endpoint, group, now);
    EndpointHealth health =
        back == null
            ? new EndpointHealth(endpoint, group, new EndpointStats(policy), Standing.healthy(now))
            : back;
    addresses.put(endpoint.socketAddress(), health);
    if (health.standing.state() == Standing.State.EJECTED) {
      wakeWhenOver(health, health.standing.remaining(now));
    }
    return health;
  }

  /** All other addresses are gone. */
  void retain(Set<InetSocketAddress> used) {
    long now = clock.nanos();
    addresses.forEach(
        (address, health) -> {
          if (!used.contains(address)) {
            health.cancelTimeout();
            health.releaseProbe(); // what is under way may end when it is gone
            departed.add(health, now);
          }
        });
    addresses.keySet().retainAll(used);
  }

  void streak(Pick pick, Outcome last) {
    EndpointHealth health = find(pick);
    if (health != null) {
      takeBackEjections(health.group);
      Peers peers = peers(health);
      if (peers.healthyOthers() == 0) {
        probeSoon(health.group);
      }
      long streak = health.stats.streak();
      carryOut(detector.onStreak(health.standing, last, streak, peers, clock.nanos()), health);
    }
  }

  /**
   * Whoever was ejected on suspicion is no worse than the others, if all of those in use fail as
   * well and nobody has been well since it began to. Nobody else is suspected for a while.
   */
  private void takeBackEjections(int group) {
    for (EndpointHealth health : List.copyOf(addresses.values())) {
      if (health.group == group
          && health.standing.state() == Standing.State.EJECTED
          && health.stats.streak() >= policy.consecutiveFailures()
          && sinceItFails(health) == Since.FAILING) {
        nextSuspicionNanos = clock.nanos() + policy.ejection().baseEjectionTime().toNanos();
        health.cancelTimeout();
        health.takeBackEjection();
        publish.run();
        events.ofService(new SwitchboardEvent.EndpointReadmitted(service, health.endpoint));
      }
    }
  }

  /** What the others of its group have shown since the first of its failures in a row. */
  private Since sinceItFails(EndpointHealth failing) {
    long began = failing.stats.streakBeganNanos();
    boolean unheard = false;
    for (EndpointHealth other : addresses.values()) {
      if (other == failing || other.group != failing.group) {
        continue;
      }
      if (other.stats.succeededSince(began)) {
        return Since.WELL;
      }
      unheard |= other.standing.isHealthy() && !other.stats.failedSince(began);
    }
    return unheard ? Since.UNHEARD : Since.FAILING;
  }

  /** Whether {@link #refusedWork} might do something. For any thread. */
  boolean isEarlyProbeDue(long now) {
    return now - nextEarlyProbeNanos >= 0;
  }

  /** An endpoint in use is too busy: if few are left, those that are out may be back by now. */
  void refusedWork(Pick pick) {
    EndpointHealth health = find(pick);
    if (health != null) {
      Peers peers = peers(health);
      if (100 * (peers.healthyOthers() + 1) < policy.ejection().panicPercent() * peers.total()) {
        probeSoon(health.group);
      }
    }
  }

  /** Those in use cannot do the work: any that is out may be better, so all are probed. */
  private void probeSoon(int group) {
    long now = clock.nanos();
    if (!isEarlyProbeDue(now)) {
      return;
    }
    nextEarlyProbeNanos = now + EARLY_PROBE_GAP.toNanos();
    for (EndpointHealth health : List.copyOf(addresses.values())) {
      if (health.group == group && health.standing.state() == Standing.State.EJECTED) {
        ejectionOver(health);
      }
    }
  }

  /** An interval is over: compares the addresses with each other, and judges the worst first. */
  void compare() {
    Map<Integer, Map<EndpointHealth, Interval>> groups = new LinkedHashMap<>();
    for (EndpointHealth health : addresses.values()) {
      Interval interval = health.stats.nextInterval();
      if (health.standing.isHealthy()) {
        groups.computeIfAbsent(health.group, g -> new LinkedHashMap<>()).put(health, interval);
      }
    }
    groups.values().forEach(this::compare);
  }

  private void compare(Map<EndpointHealth, Interval> intervals) {
    Comparison comparison = Comparison.of(intervals.values());
    Comparator<Map.Entry<EndpointHealth, Interval>> byShare =
        Comparator.comparingDouble(entry -> entry.getValue().failureShare());
    intervals.entrySet().stream()
        .filter(entry -> detector.suspects(entry.getValue(), comparison))
        .sorted(byShare.reversed())
        .forEach(
            entry -> {
              EndpointHealth health = entry.getKey();
              carryOut(
                  detector.onInterval(
                      health.standing, entry.getValue(), comparison, peers(health), clock.nanos()),
                  health);
            });
  }

  void probeEnded(Pick pick, Outcome outcome) {
    EndpointHealth health = find(pick);
    if (health != null) {
      carryOut(detector.onProbe(health.standing, outcome, clock.nanos()), health);
      health.releaseProbe();
    }
  }

  /** The address that was picked; null if it is gone, even if one like it has come since. */
  private @Nullable EndpointHealth find(Pick pick) {
    EndpointHealth health = addresses.get(pick.endpoint().socketAddress());
    return health != null && health.stats == pick.stats() ? health : null;
  }

  private Peers peers(EndpointHealth judged) {
    int total = 0;
    int healthyOthers = 0;
    int worseOut = 0;
    UsualShare failureShare = new UsualShare();
    Since since = sinceItFails(judged);
    if (since == Since.UNHEARD && clock.nanos() - nextSuspicionNanos < 0) {
      since = Since.FAILING; // as it was found not long ago
    }
    for (EndpointHealth health : addresses.values()) {
      if (health.group != judged.group) {
        continue;
      }
      total++;
      if (health.standing.isMerelyWorse()) {
        worseOut++;
      }
      if (health != judged && health.standing.isHealthy()) {
        healthyOthers++;
        if (health.stats.attempts() > 0) {
          failureShare.add(health.stats.failureShare());
        }
      }
    }
    return new Peers(total, healthyOthers, worseOut, failureShare.value(), since);
  }

  private void carryOut(Verdict verdict, EndpointHealth health) {
    if (verdict instanceof Verdict.Eject eject && policy.ejection().dryRun()) {
      health.stats.forgive();
      events.ofService(ejected(health, eject));
    } else if (verdict instanceof Verdict.Eject eject) {
      health.cancelTimeout();
      health.eject(eject, clock.nanos());
      wakeWhenOver(health, eject.time());
      publish.run();
      events.ofService(ejected(health, eject));
    } else if (verdict instanceof Verdict.Readmit) {
      health.standing = health.standing.readmitted(clock.nanos());
      health.stats.nextInterval(); // what it was ejected for is not held against it again
      publish.run();
      events.ofService(new SwitchboardEvent.EndpointReadmitted(service, health.endpoint));
    }
  }

  private void wakeWhenOver(EndpointHealth health, Duration time) {
    health.timeout = clock.schedule(time, () -> lane.execute(() -> ejectionOver(health)));
  }

  private SwitchboardEvent.EndpointEjected ejected(EndpointHealth health, Verdict.Eject eject) {
    return new SwitchboardEvent.EndpointEjected(
        service,
        health.endpoint,
        eject.cause(),
        eject.reason(),
        eject.time(),
        policy.ejection().dryRun());
  }

  private void ejectionOver(EndpointHealth health) {
    if (addresses.get(health.endpoint.socketAddress()) != health) {
      return; // its timer came just before it was forgotten
    }
    health.cancelTimeout();
    health.standing = health.standing.probing(clock.nanos());
    publish.run();
    events.ofService(new SwitchboardEvent.EndpointProbing(service, health.endpoint));
  }
}
