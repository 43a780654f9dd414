package dev.switchboard.simulation;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An endpoint: so many workers, a queue before them, and ways to misbehave. For one thread. */
final class Server {

  static final Outcome REFUSED = Outcome.connectFailure("connect refused");
  static final Outcome UNAVAILABLE = Outcome.failure(Resend.IF_REPEATABLE, "503");
  private static final Outcome ERROR = Outcome.failure(Resend.NEVER, "500");
  private static final Outcome FULL = Outcome.overload(Resend.ALWAYS, "queue full");

  /** As many workers as there are requests: a server that is only a delay. */
  static final int UNLIMITED = Integer.MAX_VALUE;

  /** Who sent a request. */
  @FunctionalInterface
  interface Caller {
    void answered(Outcome outcome);
  }

  private final SimClock clock;
  private final Randomness randomness;
  private final Endpoint endpoint;
  private final int workers;
  private final int maxQueue;
  private final Queue<Caller> queue = new ArrayDeque<>();
  private Behaviour behaviour = Behaviour.WORKING;
  private Draw service;
  private double failureRate;
  private @Nullable Client dependency;
  private double refusalRate;
  private int busy;
  private long received;
  private boolean bad;
  private long badSinceNanos;

  Server(
      SimClock clock,
      Randomness randomness,
      Endpoint endpoint,
      int workers,
      int maxQueue,
      Draw service) {
    this.clock = clock;
    this.randomness = randomness;
    this.endpoint = endpoint;
    this.workers = workers;
    this.maxQueue = maxQueue;
    this.service = service;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Behaviour behaviour() {
    return behaviour;
  }

  /** Whether somebody who knows it would rather not use it. */
  boolean isBad() {
    return bad;
  }

  /** Since when it is bad. */
  long badSinceNanos() {
    return badSinceNanos;
  }

  void markBad() {
    bad = true;
    badSinceNanos = clock.nanos();
  }

  /** Requests that reached it. */
  long received() {
    return received;
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  void serve(Draw time) {
    service = time;
  }

  /** After its own work it makes a call, and answers 503 if that fails. */
  void dependsOn(Client client) {
    dependency = client;
  }

  /** From now on this share of its answers are failures, after the usual work. */
  void failAt(double rate) {
    failureRate = rate;
  }

  /** From now on this share of connects is refused. */
  void refuseAt(double rate) {
    refusalRate = rate;
  }

  /** A request has arrived. Whoever sent it to a server that answers nothing hears nothing. */
  void receive(Caller caller) {
    received++;
    switch (behaviour) {
      case WORKING -> {
        if (refusalRate > 0 && randomness.fraction() < refusalRate) {
          caller.answered(REFUSED);
        } else {
          accept(caller);
        }
      }
      case DEAD -> caller.answered(REFUSED);
      case FAILING_FAST -> caller.answered(UNAVAILABLE);
      case BLACK_HOLE, HANGING -> {}
    }
  }

  private void accept(Caller caller) {
    if (busy < workers) {
      work(caller);
    } else if (queue.size() < maxQueue) {
      queue.add(caller);
    } else {
      caller.answered(FULL);
    }
  }

  private void work(Caller caller) {
    busy++;
    clock.schedule(
        Duration.ofNanos(service.nanos(randomness)),
        () -> {
          if (dependency == null) {
            boolean fails = failureRate > 0 && randomness.fraction() < failureRate;
            done(caller, fails ? ERROR : Outcome.SUCCESS);
          } else {
            dependency.call(
                CallKeys.none(),
                outcome ->
                    done(
                        caller,
                        outcome.kind() == Outcome.Kind.SUCCESS ? Outcome.SUCCESS : UNAVAILABLE));
          }
        });
  }

  private void done(Caller caller, Outcome outcome) {
    busy--;
    caller.answered(outcome);
    Caller next = queue.poll();
    if (next != null) {
      work(next);
    }
  }
}
