package dev.switchboard.upstream;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How old what is known of a service is. Written in the lane only, read anywhere. */
final class Freshness {

  private final long staleAfterNanos;
  private volatile @Nullable Long confirmedAtNanos;
  private boolean stale;

  Freshness(Duration staleAfter) {
    this.staleAfterNanos = staleAfter.toNanos();
  }

  /**
   * The source said so at that time.
   *
   * @return how old what was known had become, if that had been told as stale
   */
  Optional<Duration> confirmed(long atNanos, long now) {
    boolean stillStale = stale && now - atNanos >= staleAfterNanos;
    Optional<Duration> before = stale && !stillStale ? age(now) : Optional.empty();
    confirmedAtNanos = atNanos;
    stale = stillStale;
    return before;
  }

  /**
   * The source failed.
   *
   * @return how old what is known has become, if that is to be told as stale now
   */
  Optional<Duration> failed(long now) {
    Optional<Duration> age = age(now).filter(known -> !stale && known.toNanos() >= staleAfterNanos);
    stale |= age.isPresent();
    return age;
  }

  /** How long ago the source last said that what is known holds; empty if it never did. */
  Optional<Duration> age(long now) {
    Long at = confirmedAtNanos;
    return at == null ? Optional.empty() : Optional.of(Duration.ofNanos(now - at));
  }
}
