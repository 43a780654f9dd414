package dev.switchboard.resolve;

import dev.switchboard.endpoint.EndpointSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one of several sources last said of a service, as far as it can be believed, and what ails
 * it. For one thread at a time.
 */
final class Source {

  private final String label;
  private final LastKnownGood known;

  /** What was said last, believed or not. */
  private EndpointSet said = EndpointSet.empty();

  private List<Resolution.Skipped> skipped = List.of();
  private long asOfNanos;
  private @Nullable ResolutionError error;

  /**
   * Nothing was heard yet.
   *
   * @param label how messages name it
   */
  Source(String label, ResolutionPolicy policy) {
    this.label = label;
    this.known = new LastKnownGood(policy);
  }

  void answered(Resolution resolution, long now) {
    said = resolution.endpoints();
    skipped = resolution.skipped();
    take(now, now - resolution.age().toNanos());
  }

  /** What was said last still holds; if it was doubted, it is now less so. */
  void confirmed(long now) {
    take(now, now);
  }

  private void take(long now, long newAsOfNanos) {
    if (known.offer(said, now) == LastKnownGood.Taken.TAKEN) {
      asOfNanos = newAsOfNanos;
      error = null;
    } else {
      error =
          new ResolutionError(
              ResolutionError.Kind.UNAVAILABLE,
              label
                  + " lists no endpoint any more; the "
                  + known.endpoints().size()
                  + " it last listed stay in use for now");
    }
  }

  void failed(ResolutionError newError) {
    known.failed();
    error = new ResolutionError(newError.kind(), label + ": " + newError.message());
  }

  /** Whether it has said anything yet, be it an error. */
  boolean isHeard() {
    return known.hasAnswer() || error != null;
  }

  /** Whether it has answered, however long ago. */
  boolean hasAnswer() {
    return known.hasAnswer();
  }

  EndpointSet endpoints() {
    return known.endpoints();
  }

  /** When {@link #endpoints} were true. Nothing where there never was an answer. */
  long asOfNanos() {
    return asOfNanos;
  }

  List<Resolution.Skipped> skipped() {
    return skipped;
  }

  /** What it last failed with, if it has not answered since. */
  Optional<ResolutionError> error() {
    return Optional.ofNullable(error);
  }

  /** Whether it says there is no such service and never listed an endpoint: others may have it. */
  boolean isElsewhere() {
    return error != null
        && error.kind() == ResolutionError.Kind.UNKNOWN_SERVICE
        && endpoints().isEmpty();
  }
}
