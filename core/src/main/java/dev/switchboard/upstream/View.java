package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.health.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's pickers see: made in the lane, published through one reference, never changed.
 *
 * @param endpoints all endpoints, the ejected ones too
 * @param members the same with their health
 * @param eligible what may be picked
 * @param picker chooses among the eligible, null if there is none
 * @param probes endpoints whose ejection is over
 * @param absence why there is no endpoint, null if there is one
 */
record View(
    EndpointSet endpoints,
    List<EndpointHealth> members,
    List<Pick> eligible,
    @Nullable Picker picker,
    List<Probe> probes,
    @Nullable Absence absence) {

  /** An endpoint that waits for one call to try it. */
  record Probe(EndpointHealth health, Pick pick) {}

  static View absent(Absence absence) {
    return new View(EndpointSet.empty(), List.of(), List.of(), null, List.of(), absence);
  }

  static View of(
      EndpointSet endpoints, List<EndpointHealth> members, Function<List<Pick>, Picker> balancer) {
    boolean anyWeight = endpoints.asList().stream().anyMatch(e -> e.weight() > 0);
    List<Pick> eligible = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      EndpointHealth health = members.get(i);
      Endpoint endpoint = endpoints.asList().get(i);
      if (anyWeight && endpoint.weight() == 0) {
        continue;
      }
      if (health.standing.isHealthy()) {
        eligible.add(pick(endpoint, health, false));
      } else if (health.standing.state() == Standing.State.PROBING) {
        probes.add(new Probe(health, pick(endpoint, health, true)));
      }
    }
    if (eligible.isEmpty()) {
      // All are out: a doubtful endpoint is better than none.
      for (int i = 0; i < members.size(); i++) {
        eligible.add(pick(endpoints.asList().get(i), members.get(i), false));
      }
    }
    List<Pick> frozen = List.copyOf(eligible);
    return new View(endpoints, members, frozen, balancer.apply(frozen), List.copyOf(probes), null);
  }

  private static Pick pick(Endpoint endpoint, EndpointHealth health, boolean isProbe) {
    return new Pick(endpoint, health.stats, Math.max(1, endpoint.weight()), isProbe);
  }
}
