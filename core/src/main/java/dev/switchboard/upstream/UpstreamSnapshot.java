package dev.switchboard.upstream;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.Standing;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.Service;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An alias as it is at one time, for a person to read.
 *
 * @param alias what is dialed
 * @param service what it stands for
 * @param endpoints its endpoints, the ejected ones too, ordered by address
 * @param skipped what the registry lists besides and cannot be called, and why
 * @param age how long ago the registry last said that these are the endpoints, empty if it never
 *     did
 * @param problem why there is no endpoint, or what is wrong with the registry while the last known
 *     endpoints stay in use; empty if nothing is
 */
public record UpstreamSnapshot(
    Alias alias,
    Service service,
    List<EndpointSnapshot> endpoints,
    List<Resolution.Skipped> skipped,
    Optional<Duration> age,
    String problem) {

  /** Copies the lists. */
  public UpstreamSnapshot {
    endpoints = List.copyOf(endpoints);
    skipped = List.copyOf(skipped);
  }

  /**
   * One endpoint at one time.
   *
   * @param endpoint which
   * @param state whether it gets traffic
   * @param reason why it is out, empty while it is healthy
   * @param used whether it gets traffic: also one that is out, where too few are left
   * @param ejectedFor how long it stays out, zero unless ejected
   * @param inFlight attempts begun and not finished
   * @param attempts attempts begun since it was first seen
   * @param failures attempts that failed by its fault since then
   */
  public record EndpointSnapshot(
      Endpoint endpoint,
      Standing.State state,
      String reason,
      boolean used,
      Duration ejectedFor,
      int inFlight,
      long attempts,
      long failures) {}

  /** One line for the alias, one for each endpoint, one for each instance that is skipped. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(alias + " -> " + service);
    age.ifPresent(a -> text.append(String.format(" (as of %d s ago)", a.toSeconds())));
    if (!problem.isEmpty()) {
      text.append(": ").append(problem);
    }
    for (EndpointSnapshot e : endpoints) {
      text.append(
          String.format(
              "%n  %-21s %-8s in flight %d, attempts %d, failures %d",
              e.endpoint(), e.state(), e.inFlight(), e.attempts(), e.failures()));
      if (!e.reason().isEmpty()) {
        text.append(" (").append(e.reason());
        text.append(e.used() ? "; used all the same, too few are left)" : ")");
      }
      if (!e.ejectedFor().isZero()) {
        text.append(" for ").append(e.ejectedFor().toSeconds()).append(" s");
      }
    }
    for (Resolution.Skipped instance : skipped) {
      text.append(
          String.format("%n  skipped \"%s\": %s", instance.instanceId(), instance.reason()));
    }
    return text.toString();
  }
}
