package dev.switchboard.upstream;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointGuard;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of an answer may be called.
 *
 * @param endpoints what may
 * @param skipped what the source could not read, and what the guard refuses
 * @param unreadable the ids of the former: listed, so they exist, wherever they are
 */
record Guarded(List<Endpoint> endpoints, List<Resolution.Skipped> skipped, Set<String> unreadable) {

  static Guarded of(Resolution answer, EndpointGuard guard) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<Resolution.Skipped> skipped = new ArrayList<>(answer.skipped());
    for (Endpoint endpoint : answer.endpoints()) {
      Optional<String> refusal = guard.refuses(endpoint.address());
      if (refusal.isEmpty()) {
        endpoints.add(endpoint);
      } else {
        skipped.add(new Resolution.Skipped(Printable.of(endpoint.id()), refusal.get()));
      }
    }
    Set<String> unreadable =
        answer.skipped().stream().map(Resolution.Skipped::instanceId).collect(Collectors.toSet());
    return new Guarded(endpoints, skipped, unreadable);
  }

  /**
   * These, and of the ones known before those that are still listed and can no longer be read: half
   * an answer takes away nothing that works.
   */
  EndpointSet beside(EndpointSet before) {
    List<Endpoint> all = new ArrayList<>(endpoints);
    for (Endpoint known : before) {
      if (unreadable.contains(known.id())) {
        all.add(known);
      }
    }
    return EndpointSet.of(all);
  }
}
