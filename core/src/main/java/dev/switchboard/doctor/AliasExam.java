package dev.switchboard.doctor;

import dev.switchboard.call.Dialer;
import dev.switchboard.doctor.Finding.Level;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.upstream.Upstream;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks at one alias: is it found, may it be called, does it answer? Blocks. */
final class AliasExam {

  /** As long as a call waits for an endpoint by default. */
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);

  /** A refresh comes within a second. */
  private static final Duration REFRESH_TIME = Duration.ofMillis(1500);

  private static final int REFRESHES = 2;

  private final Dialer dialer;
  private final Upstream upstream;
  private final List<Finding> findings = new ArrayList<>();

  AliasExam(Dialer dialer) {
    this.dialer = dialer;
    this.upstream = dialer.upstream();
  }

  List<Finding> findings() throws InterruptedException {
    await(FIRST_ANSWER, this::isResolvedOrSaysWhyNot);
    if (upstream.absence().isEmpty()) {
      askAgain();
    }
    UpstreamSnapshot snapshot = upstream.snapshot(dialer.clock().nanos());
    resolution(snapshot);
    snapshot
        .skipped()
        .forEach(
            instance ->
                add(
                    Level.WARNING,
                    "the instance \""
                        + instance.instanceId()
                        + "\" is left out: it "
                        + instance.reason()));
    reachability(snapshot);
    return findings;
  }

  private boolean isResolvedOrSaysWhyNot() {
    return upstream
        .absence()
        .filter(absence -> absence.reason() == Absence.Reason.NOT_YET_RESOLVED)
        .isEmpty();
  }

  /**
   * A registry may answer one question and refuse the next: the cheap one is another permission.
   */
  private void askAgain() throws InterruptedException {
    for (int i = 0; i < REFRESHES && upstream.heard() < 2; i++) {
      upstream.refresh(); // in vain while a question is under way
      await(REFRESH_TIME, () -> upstream.heard() >= 2);
    }
  }

  private void resolution(UpstreamSnapshot snapshot) {
    int count = snapshot.endpoints().size();
    if (count == 0) {
      add(Level.ERROR, upstream.absence().map(Absence::message).orElse("has no endpoint"));
      return;
    }
    String listed =
        count + (count == 1 ? " endpoint" : " endpoints") + " of service " + snapshot.service();
    if (snapshot.problem().isEmpty()) {
      add(Level.OK, listed);
    } else {
      add(Level.WARNING, listed + ", but " + snapshot.problem());
    }
  }

  private void reachability(UpstreamSnapshot snapshot) {
    List<Endpoint> endpoints =
        snapshot.endpoints().stream().map(UpstreamSnapshot.EndpointSnapshot::endpoint).toList();
    List<Finding> reached =
        Reachability.of(upstream.alias(), endpoints, dialer.policy().connectTimeout());
    findings.addAll(reached);
    if (!reached.isEmpty() && reached.stream().allMatch(f -> f.level() != Level.OK)) {
      add(Level.ERROR, "none of its endpoints can be reached from here");
    }
  }

  private void add(Level level, String message) {
    findings.add(new Finding(level, upstream.alias().toString(), message));
  }

  private void await(Duration atMost, BooleanSupplier met) throws InterruptedException {
    long until = dialer.clock().nanos() + atMost.toNanos();
    for (long left = atMost.toNanos(); left > 0; left = until - dialer.clock().nanos()) {
      CountDownLatch changed = new CountDownLatch(1);
      Runnable stopListening = upstream.onChange(changed::countDown);
      try {
        if (met.getAsBoolean() || !changed.await(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      } finally {
        stopListening.run();
      }
    }
  }
}
