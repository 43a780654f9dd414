package dev.switchboard.upstream;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.health.Standing;
import dev.switchboard.time.Randomness;
import java.util.ArrayList;
import java.util.List;
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
      EndpointSet endpoints,
      List<EndpointHealth> members,
      Balancer balancer,
      Randomness randomness) {
    List<Pick> eligible = new ArrayList<>();
    List<Probe> probes = new ArrayList<>();
    int i = 0;
    for (EndpointHealth health : members) {
      var endpoint = endpoints.asList().get(i++);
      if (health.standing.isHealthy()) {
        eligible.add(new Pick(endpoint, health.stats, false));
      } else if (health.standing.state() == Standing.State.PROBING) {
        probes.add(new Probe(health, new Pick(endpoint, health.stats, true)));
      }
    }
    if (eligible.isEmpty()) {
      // All are out: a doubtful endpoint is better than none.
      i = 0;
      for (EndpointHealth health : members) {
        eligible.add(new Pick(endpoints.asList().get(i++), health.stats, false));
      }
    }
    List<Pick> frozen = List.copyOf(eligible);
    return new View(
        endpoints, members, frozen, balancer.picker(frozen, randomness), List.copyOf(probes), null);
  }
}
