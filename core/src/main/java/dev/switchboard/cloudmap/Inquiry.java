package dev.switchboard.cloudmap;

import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Which question is next and what its answer means: the revision, and the instances when it moved
 * and now and then anyway. One request at a time, on a thread that may block; the requests of a
 * service follow each other, so nothing here is guarded.
 */
final class Inquiry {

  /** What became of a request. */
  enum Result {
    /** Ask the next question at once: only its answer is worth telling. */
    GO_ON,
    /** What was known holds. */
    UNCHANGED,
    /** There is a new answer. */
    ANSWERED,
    FAILED,
    THROTTLED
  }

  /** A request is over; {@code pause} is how long the next may wait while the service is used. */
  record Asked(Result result, Duration pause) {}

  private final ServiceQuestions questions;
  private final Consumer<Consumer<Resolver.Observer>> tell;
  private final CloudMapPolicy policy;
  private final Pauses pauses;
  private final Clock clock;

  private boolean answered;
  private long revision;
  private boolean moved;
  private Moment answeredAt = new Moment(0, 0);
  private long refreshNanos;
  private int errors;

  Inquiry(
      ServiceQuestions questions,
      Consumer<Consumer<Resolver.Observer>> tell,
      CloudMapPolicy policy,
      Pauses pauses,
      Clock clock) {
    this.questions = questions;
    this.tell = tell;
    this.policy = policy;
    this.pauses = pauses;
    this.clock = clock;
  }

  /** Sends one request and tells what it showed. */
  Asked ask() {
    Moment begun = Moment.now(clock);
    try {
      boolean first = !answered;
      Result result = isFullAnswerDue() ? askForInstances() : askForRevision();
      errors = 0;
      return new Asked(result, first ? pauses.afterFirstAnswer() : pauses.afterAnswer());
    } catch (RuntimeException | Error e) { // whatever it was, the polling goes on
      errors++;
      return failed(e, begun);
    }
  }

  private boolean isFullAnswerDue() {
    return !answered
        || moved
        || revision == ServiceQuestions.NO_REVISION
        || answeredAt.ageNanos(clock, clock.nanos()) >= refreshNanos;
  }

  private Result askForRevision() {
    moved = questions.revision() != revision;
    if (moved) {
      return Result.GO_ON;
    }
    tell.accept(Resolver.Observer::onUnchanged);
    return Result.UNCHANGED;
  }

  private Result askForInstances() {
    ServiceQuestions.Answer answer = questions.instances();
    boolean news = !answered || answer.revision() != revision;
    refreshNanos = (news ? pauses.refreshOfNews() : policy.refreshInterval()).toNanos();
    answered = true;
    answeredAt = Moment.now(clock);
    // The answer's own revision: if it lags behind the one just asked for, the next poll sees it.
    revision = answer.revision();
    moved = false;
    tell.accept(observer -> observer.onResolution(answer.resolution()));
    return news ? Result.ANSWERED : Result.UNCHANGED;
  }

  private Asked failed(Throwable e, Moment begun) {
    if (errors == 1 && answered && tookTooLong(begun)) {
      return new Asked(Result.GO_ON, Duration.ZERO); // its connection died in a frozen process
    }
    ResolutionError error = questions.explain(e);
    boolean throttled = error.kind() == ResolutionError.Kind.THROTTLED;
    tell.accept(observer -> observer.onError(error));
    return new Asked(
        throttled ? Result.THROTTLED : Result.FAILED,
        pauses.afterError(errors, throttled, answered));
  }

  /** The client gives up after the timeout, unless nobody runs it. */
  private boolean tookTooLong(Moment begun) {
    return begun.ageNanos(clock, clock.nanos()) > policy.requestTimeout().multipliedBy(2).toNanos();
  }

  boolean hasAnswer() {
    return answered;
  }
}
