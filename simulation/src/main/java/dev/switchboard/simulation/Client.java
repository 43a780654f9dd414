package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.call.Call;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.ServiceTracker;
import dev.switchboard.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A process that calls the servers: the real core, driven without a thread. */
final class Client {

  private static final Outcome CONNECT_TIMEOUT = Outcome.connectFailure("connect timed out");
  private static final Outcome TIMEOUT =
      Outcome.failure(Resend.IF_REPEATABLE, "timed out before headers");

  private final World world;
  private final SimClock clock;
  private final Supplier<Recorder> recorder;
  private final Duration connectTimeout;
  private final String zone;
  private final SettableResolver resolver = new SettableResolver();
  private final Upstream upstream;
  private final Dialer dialer;

  Client(
      World world,
      AliasPolicy policy,
      String zone,
      Randomness randomness,
      SwitchboardListener listener,
      Supplier<Recorder> recorder) {
    this.world = world;
    this.recorder = recorder;
    this.clock = world.clock();
    this.connectTimeout = policy.call().connectTimeout();
    Events events = new Events(Runnable::run, listener);
    ServiceTracker tracker =
        new ServiceTracker(
            resolver.service(World.SERVICE),
            policy.outlier(),
            new Resolver.Context(clock, randomness, Runnable::run, ResolutionPolicy.defaults()),
            events);
    tracker.start(resolver);
    this.zone = zone;
    upstream =
        tracker.upstream(
            new Alias(World.SERVICE, 80),
            policy.balancer(),
            () -> new Locality(zone, world.callers()));
    dialer = new Dialer(upstream, policy.call(), clock, randomness, events);
  }

  String zone() {
    return zone;
  }

  /** The registry's answer reaches it. */
  void resolved(Endpoint... endpoints) {
    resolver.set(World.SERVICE, endpoints);
  }

  /** Begins a call that may be sent twice. */
  void call(CallKeys keys) {
    call(keys, outcome -> {});
  }

  /** The same, and tells what came of it. */
  void call(CallKeys keys, Server.Caller caller) {
    new Running(dialer.call(true, keys), clock.nanos(), caller).begin();
  }

  /** One call under way. */
  private final class Running {

    private final Call call;
    private final long startNanos;
    private final Server.Caller caller;
    private int tries;
    private int triesInOwnZone;

    Running(Call call, long startNanos, Server.Caller caller) {
      this.call = call;
      this.startNanos = startNanos;
      this.caller = caller;
    }

    void begin() {
      carryOut(call.start(clock.nanos()), Outcome.CANCELLED);
    }

    private void carryOut(Step step, Outcome last) {
      if (step instanceof Step.Try next) {
        tries++;
        attempt(next);
      } else if (step instanceof Step.AwaitUntil await) {
        await(await.nanos(), last);
      } else {
        recorder
            .get()
            .ended(
                last.kind() == Outcome.Kind.SUCCESS,
                startNanos,
                clock.nanos(),
                tries,
                triesInOwnZone);
        caller.answered(last);
      }
    }

    private void await(long nanos, Outcome last) {
      clock.at(nanos, () -> carryOut(call.wake(clock.nanos()), last));
    }

    private void attempt(Step.Try next) {
      Server server = world.server(next.attempt().endpoint());
      triesInOwnZone += server.endpoint().zone().equals(zone) ? 1 : 0;
      Trying trying = new Trying(this, next.attempt());
      boolean connects = server.behaviour() != Behaviour.BLACK_HOLE;
      if (!connects) {
        trying.timeout = clock.schedule(connectTimeout, () -> trying.failed(CONNECT_TIMEOUT));
      } else if (next.timeout().isPresent()) {
        trying.timeout = clock.schedule(next.timeout().get(), () -> trying.failed(TIMEOUT));
      }
      Duration oneWay = world.oneWay();
      clock.schedule(
          oneWay,
          () -> server.receive(outcome -> clock.schedule(oneWay, () -> trying.ended(outcome))));
    }
  }

  /** One try under way: ends once, by an answer or by a timeout. */
  private final class Trying {

    private final Running call;
    private final Attempt attempt;
    private boolean over;
    Clock.@Nullable Timeout timeout;

    Trying(Running call, Attempt attempt) {
      this.call = call;
      this.attempt = attempt;
    }

    void ended(Outcome outcome) {
      if (outcome.kind() == Outcome.Kind.CONNECT_FAILURE) {
        failed(outcome);
      } else if (end()) {
        Step step = call.call.attemptEnded(outcome, null, clock.nanos());
        attempt.finished();
        call.carryOut(step, outcome);
      }
    }

    void failed(Outcome outcome) {
      if (end()) {
        call.carryOut(
            call.call.attemptEnded(outcome, new IOException(outcome.reason()), clock.nanos()),
            outcome);
      }
    }

    private boolean end() {
      boolean first = !over;
      over = true;
      if (timeout != null) {
        timeout.cancel();
      }
      return first;
    }
  }
}
