package dev.switchboard.health;

import dev.switchboard.endpoint.Outcome;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides which endpoints are out. A pure function of what it is given: whoever calls it keeps the
 * state and carries out the verdict.
 *
 * <p>An endpoint is only ever bad in comparison with the others. If all fail it is the network, the
 * load or a common dependency, and ejecting some would make it worse.
 *
 * <p>An endpoint is <em>dead</em> if nothing succeeds at it, and may be ejected as long as one is
 * left; it is <em>worse</em> if some attempts succeed, and only so many of those may be out at
 * once.
 *
 * <p>Failures in a row show something only beside a success elsewhere. Where endpoints get very
 * unequal traffic, those that are called most fail often before the others have been called at all:
 * then twenty in a row are a suspicion, and those that take over show whether it was right.
 */
public final class OutlierDetector {

  /** Even endpoints that have not failed lately are taken to fail once in eight times. */
  private static final double DOUBT = 1 / 8.0;

  /** See {@link #isUnlikely}. */
  private static final double ONCE_IN_SIX = 1 / 6.0;

  /**
   * Five failures in a row happen to one that works half of the time, and do not make it dead; four
   * times as many happen to it once in a million.
   */
  private static final int DEAD_AFTER = 4;

  /** Of its last so many attempts or so an endpoint's failure share is, an earlier one less. */
  private static final double WINDOW = 16;

  /** At most one of so many streaks of an endpoint like the others ejects one of the service's. */
  private static final double TESTS = 10_000;

  /** The chance at which an endpoint like the others is called worse: one in a thousand. */
  private static final double SURE = StrictMath.log(1000);

  private final OutlierPolicy policy;
  private final EjectionPolicy ejection;

  /** A detector that follows {@code policy}. */
  public OutlierDetector(OutlierPolicy policy) {
    this.policy = policy;
    this.ejection = policy.ejection();
  }

  /**
   * Judges an endpoint that has failed at least {@code consecutiveFailures} times in a row. One
   * that is out because it is worse, and was used all the same, may prove to be dead.
   *
   * @param last the last of the failures
   * @param streak how many there are
   */
  public Verdict onStreak(Standing standing, Outcome last, long streak, Peers peers, long now) {
    boolean dead = last.kind() == Outcome.Kind.CONNECT_FAILURE || isLong(streak);
    boolean news = standing.isHealthy() || (dead && standing.isMerelyWorse());
    boolean bad =
        switch (peers.since()) {
          case WELL -> isUnlikely(streak, peers);
          case UNHEARD -> isLong(streak);
          case FAILING -> false;
        };
    if (!news || !bad) {
      return new Verdict.Keep();
    }
    Worse worse =
        new Worse(
            Verdict.Cause.CONSECUTIVE_FAILURES,
            streak + " failures in a row, last: " + last.reason());
    return eject(standing, dead, peers, worse, now);
  }

  private boolean isLong(long streak) {
    return streak >= (long) DEAD_AFTER * policy.consecutiveFailures();
  }

  /**
   * Whether an endpoint no worse than the others would hardly fail so often in a row: no more
   * likely than {@code consecutiveFailures} in a row from one that fails once in six times. So
   * where nothing else fails {@code consecutiveFailures} are enough; where all fail, no streak is
   * long enough.
   *
   * <p>And so unlikely that it hardly happens to one of that many endpoints, however long they fail
   * alike: where half of all attempts fail it takes 24 in a row of two endpoints, 28 of a hundred.
   */
  private boolean isUnlikely(long streak, Peers peers) {
    double share = sinceStreakBegan(peers.failureShare(), streak);
    double likely = share + (1 - share) * DOUBT;
    return streak * StrictMath.log(likely)
            <= policy.consecutiveFailures() * StrictMath.log(ONCE_IN_SIX)
        && streak * StrictMath.log(share) <= -StrictMath.log(TESTS * peers.total());
  }

  /**
   * What the others' failure share has been since the streak began, if they have had about as many
   * attempts since, and all had been well before. The share itself lags behind: where all begin to
   * fail at once, it would let the first streaks pass for bad luck of their own.
   */
  private static double sinceStreakBegan(double share, long streak) {
    return Math.min(1, share / (1 - StrictMath.pow(1 - 1 / WINDOW, (double) streak)));
  }

  /**
   * Judges an endpoint by its last interval.
   *
   * @param comparison of all endpoints in use, this one included
   */
  public Verdict onInterval(
      Standing standing, Interval own, Comparison comparison, Peers peers, long now) {
    if (!standing.isHealthy()) {
      return new Verdict.Keep();
    }
    return worse(own, comparison)
        .map(how -> eject(standing, false, peers, how, now))
        .orElseGet(Verdict.Keep::new);
  }

  /** Whether {@link #onInterval} may have anything against an endpoint: cheap, for large pools. */
  public boolean suspects(Interval own, Comparison comparison) {
    return worse(own, comparison).isPresent();
  }

  /** How an endpoint is worse than the others. */
  private record Worse(Verdict.Cause cause, String reason) {}

  private Optional<Worse> worse(Interval own, Comparison comparison) {
    OptionalDouble share = comparison.othersFailureShare(own);
    double gap = policy.comparison().failureGapPercent() / 100.0;
    if (share.isPresent()
        && isSurelyAbove(own.failures(), own.attempts(), share.getAsDouble() + gap)) {
      String reason = String.format("%d of %d attempts failed", own.failures(), own.attempts());
      return Optional.of(new Worse(Verdict.Cause.FAILURE_RATE, reason));
    }
    OptionalDouble usual = comparison.othersLatencyNanos(own);
    double factor = policy.comparison().latencyFactor();
    if (factor > 0 && usual.isPresent() && own.latencyNanos() > factor * usual.getAsDouble()) {
      String reason =
          String.format(
              Locale.ROOT,
              "takes %.1f ms, the others %.1f",
              own.latencyNanos() / 1e6,
              usual.getAsDouble() / 1e6);
      return Optional.of(new Worse(Verdict.Cause.LATENCY, reason));
    }
    return Optional.empty();
  }

  /**
   * Whether so many failures show a failure share above {@code expected}, by Chernoff's bound: that
   * they come about by chance has at most the probability {@code exp(-attempts * D)}, where D is
   * the divergence of the two shares.
   */
  private static boolean isSurelyAbove(long failures, long attempts, double expected) {
    double share = (double) failures / attempts;
    if (share <= expected) {
      return false;
    }
    double divergence = share * StrictMath.log(share / expected);
    if (share < 1) {
      divergence += (1 - share) * StrictMath.log((1 - share) / (1 - expected));
    }
    return attempts * divergence > SURE;
  }

  private Verdict eject(Standing standing, boolean dead, Peers peers, Worse worse, long now) {
    int allowed = peers.total() * ejection.maxEjectionPercent() / 100;
    int worseAllowed = ejection.maxEjectionPercent() == 0 ? 0 : Math.max(1, allowed);
    if (peers.healthyOthers() < 1 || (!dead && peers.worseOut() >= worseAllowed)) {
      return new Verdict.Keep();
    }
    int ejections = standing.isHealthy() ? oneMore(standing, now) : standing.ejections();
    return new Verdict.Eject(time(ejections), ejections, dead, worse.cause(), worse.reason());
  }

  private int oneMore(Standing standing, long now) {
    long forgiven = (now - standing.sinceNanos()) / ejection.baseEjectionTime().toNanos();
    return (int) Math.max(0, standing.ejections() - forgiven) + 1;
  }

  /**
   * Judges an endpoint by its single probe. A probe that showed nothing changes nothing: the next
   * call probes again. One that came before its time, and failed, costs nothing: the ejection goes
   * on.
   */
  public Verdict onProbe(Standing standing, Outcome outcome, long now) {
    if (standing.state() != Standing.State.PROBING) {
      return new Verdict.Keep();
    }
    return switch (outcome.kind()) {
      case SUCCESS -> new Verdict.Readmit();
      case FAILURE, CONNECT_FAILURE, OVERLOAD -> {
        Duration rest = standing.remaining(now);
        int ejections = standing.ejections() + (rest.isZero() ? 1 : 0);
        yield new Verdict.Eject(
            rest.isZero() ? time(ejections) : rest,
            ejections,
            standing.dead(),
            Verdict.Cause.PROBE,
            "the probe failed: " + outcome.reason());
      }
      case CALLER_FAILURE, CANCELLED -> new Verdict.Keep();
    };
  }

  private Duration time(int ejections) {
    Duration linear = ejection.baseEjectionTime().multipliedBy(ejections);
    Duration max = ejection.maxEjectionTime();
    Duration longest =
        max.compareTo(ejection.baseEjectionTime()) < 0 ? ejection.baseEjectionTime() : max;
    return linear.compareTo(longest) < 0 ? linear : longest;
  }
}
