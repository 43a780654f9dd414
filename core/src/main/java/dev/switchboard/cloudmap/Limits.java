package dev.switchboard.cloudmap;

/**
 * What all pollers of a resolver share.
 *
 * @param questions every question counts
 * @param refreshes only those out of turn
 */
record Limits(RateLimit questions, RateLimit refreshes) {

  /**
   * When a zone is lost, calls to every service fail in every process at once. If each service were
   * asked about within a second, 500 processes with 10 services each would ask 5,000 questions in
   * that second, twice if the revisions moved, and all together from then on. So it is two a second
   * for a process; the rest is polled within seconds anyway.
   */
  private static final int REFRESHES_PER_SECOND = 2;

  static Limits of(CloudMapPolicy policy) {
    return new Limits(
        new RateLimit(policy.requestsPerSecond()), new RateLimit(REFRESHES_PER_SECOND));
  }
}
