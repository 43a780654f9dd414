package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.health.Standing;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's pickers see: made in the lane, published through one reference, never changed.
 *
 * @param endpoints all endpoints, the ejected ones too
 * @param members the same with their health
 * @param all what could be picked, those that are out too
 * @param eligible what may be picked
 * @param picker chooses among the eligible, null if there is none
 * @param probes endpoints whose ejection is over
 * @param absence why there is no endpoint, null if there is one
 */
record View(
    EndpointSet endpoints,
    List<EndpointHealth> members,
    List<Pick> all,
    List<Pick> eligible,
    @Nullable Picker picker,
    List<Probe> probes,
    @Nullable Absence absence) {

  /** An endpoint that waits for one call to try it. */
  record Probe(EndpointHealth health, Pick pick) {}

  static View absent(Absence absence) {
    return new View(EndpointSet.empty(), List.of(), List.of(), List.of(), null, List.of(), absence);
  }

  /**
   * Made of the endpoints in use. If those are fewer than {@code panicPercent} of all, the ones
   * that are out and merely worse are needed as well; if there are none, even the dead ones are.
   */
  static View of(
      EndpointSet endpoints,
      List<EndpointHealth> members,
      int panicPercent,
      Balancer balancer,
      Function<List<Pick>, Balancer.Context> contextOf) {
    boolean anyWeight = endpoints.asList().stream().anyMatch(e -> e.weight() > 0);
    List<Pick> all = new ArrayList<>();
    List<Pick> used = new ArrayList<>();
    List<Pick> worse = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Endpoint endpoint = endpoints.asList().get(i);
      if (anyWeight && endpoint.weight() == 0) {
        continue;
      }
      EndpointHealth health = members.get(i);
      Pick pick = pick(endpoint, health, false);
      all.add(pick);
      if (health.standing.isHealthy()) {
        used.add(pick);
      } else if (health.standing.isMerelyWorse()) {
        worse.add(pick);
      }
      if (health.standing.state() == Standing.State.PROBING) {
        probes.add(new Probe(health, pick(endpoint, health, true)));
      }
    }
    if (used.size() * 100 < panicPercent * all.size()) {
      used.addAll(worse);
    }
    Balancer.Context context = contextOf.apply(all);
    List<Pick> eligible = List.copyOf(balancer.members(used.isEmpty() ? all : used, context));
    return new View(
        endpoints,
        members,
        List.copyOf(all),
        eligible,
        balancer.picker(eligible, context),
        List.copyOf(probes),
        null);
  }

  /**
   * What is left of it with only the endpoints that can be used: of those in use, or where none of
   * them can, of all.
   */
  View only(Predicate<Pick> usable, BiFunction<List<Pick>, List<Pick>, Picker> balancer) {
    List<Pick> left = all.stream().filter(usable).toList();
    List<Pick> inUse = eligible.stream().filter(usable).toList();
    List<Pick> chosen = inUse.isEmpty() ? left : inUse;
    return new View(
        endpoints,
        members,
        left,
        chosen,
        chosen.equals(eligible) ? picker : chosen.isEmpty() ? null : balancer.apply(chosen, all),
        probes.stream().filter(probe -> usable.test(probe.pick())).toList(),
        absence);
  }

  /** What leads to that address: its probe, if that is wanted and nobody makes it. */
  @Nullable Pick at(InetSocketAddress address, long now) {
    for (Probe probe : probes) {
      if (probe.pick().endpoint().socketAddress().equals(address)
          && probe.health().standing.state() == Standing.State.PROBING
          && probe.health().claimProbe(now)) {
        return probe.pick();
      }
    }
    return all.stream()
        .filter(pick -> pick.endpoint().socketAddress().equals(address))
        .findFirst()
        .orElse(null);
  }

  /** Whether first tries may go there. */
  boolean uses(EndpointHealth health) {
    return eligible.stream().anyMatch(pick -> pick.stats() == health.stats);
  }

  /** What may be picked for this endpoint, whose address may have gone to another; null if none. */
  @Nullable Pick eligible(Endpoint endpoint) {
    return find(endpoint, eligible);
  }

  /** The one of {@code picks} that leads to this very endpoint; null if there is none. */
  static @Nullable Pick find(Endpoint endpoint, List<Pick> picks) {
    for (int i = 0; i < picks.size(); i++) { // allocates nothing
      Endpoint other = picks.get(i).endpoint();
      if (other.port() == endpoint.port()
          && other.address().equals(endpoint.address())
          && other.id().equals(endpoint.id())) {
        return picks.get(i);
      }
    }
    return null;
  }

  private static Pick pick(Endpoint endpoint, EndpointHealth health, boolean isProbe) {
    return new Pick(
        endpoint,
        health.stats,
        Math.max(1, endpoint.weight()),
        health.standing.sinceNanos(),
        isProbe);
  }
}
