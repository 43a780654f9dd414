package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.Interval;
import dev.switchboard.health.OutlierDetector;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.health.Peers;
import dev.switchboard.health.Standing;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import java.net.InetSocketAddress;
import java.util.ArrayList;
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

  private final Service service;
  private final OutlierPolicy policy;
  private final OutlierDetector detector;
  private final Clock clock;
  private final Lane lane;
  private final Events events;
  private final Runnable publish;
  private final Map<InetSocketAddress, EndpointHealth> addresses = new LinkedHashMap<>();

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
  }

  /** What is known of the endpoint's address, from now on if nothing was before. */
  EndpointHealth of(Endpoint endpoint) {
    return addresses.computeIfAbsent(
        endpoint.socketAddress(),
        address ->
            new EndpointHealth(
                endpoint, new EndpointStats(policy), Standing.healthy(clock.nanos())));
  }

  /** Forgets all other addresses. */
  void retain(Set<InetSocketAddress> used) {
    addresses.forEach(
        (address, health) -> {
          if (!used.contains(address)) {
            health.cancelTimeout();
          }
        });
    addresses.keySet().retainAll(used);
  }

  void streak(Pick pick, Outcome last) {
    EndpointHealth health = find(pick);
    if (health != null) {
      long streak = health.stats.streak();
      carryOut(
          detector.onStreak(health.standing, last, streak, peers(health), clock.nanos()), health);
    }
  }

  /** An interval is over: compares the addresses with each other. */
  void compare() {
    Map<EndpointHealth, Interval> intervals = new LinkedHashMap<>();
    for (EndpointHealth health : addresses.values()) {
      Interval interval = health.nextInterval();
      if (health.standing.isHealthy()) {
        intervals.put(health, interval);
      }
    }
    intervals.forEach(
        (health, own) -> {
          List<Interval> others = new ArrayList<>(intervals.values());
          others.remove(own);
          carryOut(
              detector.onInterval(health.standing, own, others, peers(health), clock.nanos()),
              health);
        });
  }

  void probeEnded(Pick pick, Outcome outcome) {
    EndpointHealth health = find(pick);
    if (health != null) {
      carryOut(detector.onProbe(health.standing, outcome), health);
      health.releaseProbe();
    }
  }

  /** The address that was picked; null if it is gone, even if one like it has come since. */
  private @Nullable EndpointHealth find(Pick pick) {
    EndpointHealth health = addresses.get(pick.endpoint().socketAddress());
    return health != null && health.stats == pick.stats() ? health : null;
  }

  private Peers peers(EndpointHealth judged) {
    int healthy = 0;
    int worseOut = 0;
    double failureShares = 0;
    for (EndpointHealth health : addresses.values()) {
      if (health != judged && health.standing.isHealthy()) {
        healthy++;
        failureShares += health.stats.failureShare();
      } else if (health.standing.isMerelyWorse()) {
        worseOut++;
      }
    }
    return new Peers(addresses.size(), healthy, worseOut, failureShares / Math.max(1, healthy));
  }

  private void carryOut(Verdict verdict, EndpointHealth health) {
    if (verdict instanceof Verdict.Eject eject && policy.ejection().dryRun()) {
      health.stats.forgive();
      events.ofService(ejected(health, eject));
    } else if (verdict instanceof Verdict.Eject eject) {
      health.cancelTimeout();
      health.standing = health.standing.ejected(eject, clock.nanos());
      health.timeout = clock.schedule(eject.time(), () -> lane.execute(() -> ejectionOver(health)));
      publish.run();
      events.ofService(ejected(health, eject));
    } else if (verdict instanceof Verdict.Readmit) {
      health.standing = health.standing.readmitted(clock.nanos());
      publish.run();
      events.ofService(new SwitchboardEvent.EndpointReadmitted(service, health.endpoint));
    }
  }

  private SwitchboardEvent.EndpointEjected ejected(EndpointHealth health, Verdict.Eject eject) {
    return new SwitchboardEvent.EndpointEjected(
        service, health.endpoint, eject.reason(), eject.time(), policy.ejection().dryRun());
  }

  private void ejectionOver(EndpointHealth health) {
    if (addresses.get(health.endpoint.socketAddress()) != health) {
      return; // its timer came just before it was forgotten
    }
    health.timeout = null;
    health.standing = health.standing.probing(clock.nanos());
    publish.run();
    events.ofService(new SwitchboardEvent.EndpointProbing(service, health.endpoint));
  }
}
