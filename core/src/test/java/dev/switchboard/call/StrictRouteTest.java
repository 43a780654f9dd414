package dev.switchboard.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.upstream.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A call that may go to the canary alone. */
class StrictRouteTest {

  private static final CallKeys CANARY = CallKeys.of("x-canary", "true");
  private static final Endpoint STABLE = Rig.A;
  private static final Endpoint NEW = Rig.B.withAttributes(Map.of("version", "2"));

  private final Rig rig =
      new Rig(
          Balancer.split(
              List.of(SplitRoute.to("version", "2").withWhen("x-canary", "true").withStrict(true)),
              Balancer.roundRobin()),
          STABLE);
  private final Dialer dialer =
      new Dialer(rig.upstream, CallPolicy.defaults(), rig.clock, rig.randomness, rig.events);

  private long now() {
    return rig.clock.nanos();
  }

  private static Endpoint tried(Step step) {
    assertThat(step).isInstanceOf(Step.Try.class);
    return ((Step.Try) step).attempt().endpoint();
  }

  @Test
  void itWaitsForOne_andOthersDoNot() {
    Call call = dialer.call(true, CANARY);
    assertThat(call.start(now()))
        .isEqualTo(new Step.AwaitUntil(now() + Duration.ofSeconds(10).toNanos()));
    assertThat(tried(dialer.call(true).start(now()))).isEqualTo(STABLE);
    assertThat(rig.resolver.refreshes()).isPositive();
    rig.resolver.set("orders", STABLE, NEW);
    assertThat(tried(call.wake(now()))).isEqualTo(NEW);
  }

  @Test
  void ifNoneComesItFailsAndSaysWhy() {
    Call call = dialer.call(true, CANARY);
    call.start(now());
    rig.clock.advance(Duration.ofSeconds(10));
    Step.Finish end = (Step.Finish) call.wake(now());
    assertThat(end.failure())
        .isInstanceOfSatisfying(
            NoEndpointException.class,
            e -> assertThat(e.reason()).isEqualTo(Absence.Reason.NO_ROUTE))
        .hasMessageContaining("no endpoint has {version=2}");
    assertThat(rig.listener.events(SwitchboardEvent.EndpointMissing.class))
        .containsExactly(
            new SwitchboardEvent.EndpointMissing(rig.upstream.alias(), Absence.Reason.NO_ROUTE));
  }

  /** A slow start lasts from the first answer on. */
  @Test
  void withASlowStartItWaitsToo() {
    Balancer split =
        Balancer.split(
            List.of(SplitRoute.to("version", "2").withWhen("x-canary", "true").withStrict(true)),
            Balancer.roundRobin());
    Rig lab = new Rig(Balancer.slowStart(Duration.ofSeconds(10), split), STABLE);
    Dialer calls =
        new Dialer(lab.upstream, CallPolicy.defaults(), lab.clock, lab.randomness, lab.events);
    assertThat(calls.call(true, CANARY).start(lab.clock.nanos()))
        .isEqualTo(new Step.AwaitUntil(lab.clock.nanos() + Duration.ofSeconds(10).toNanos()));
  }

  /** A balancer of the application's own may do anything. */
  @Test
  void aPickerThatPicksNothingAndSaysNoReasonIsWaitedFor_notAskedForEver() {
    Rig lab = new Rig((eligible, context) -> (keys, time) -> null, STABLE);
    Dialer calls =
        new Dialer(lab.upstream, CallPolicy.defaults(), lab.clock, lab.randomness, lab.events);
    Call call = calls.call(true);
    Step step = call.start(lab.clock.nanos());
    for (int i = 0; i < 2; i++) { // once more, in case an endpoint came just then
      step = call.wake(lab.clock.nanos());
    }
    assertThat(step)
        .isEqualTo(new Step.AwaitUntil(lab.clock.nanos() + Duration.ofSeconds(10).toNanos()));
    lab.clock.advance(Duration.ofSeconds(10));
    assertThat(((Step.Finish) call.wake(lab.clock.nanos())).failure())
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("the balancer picked none and gave no reason");
  }

  @Test
  void itsRetriesStay() {
    rig.resolver.set("orders", STABLE, NEW);
    Call call = dialer.call(true, CANARY);
    Step step = call.start(now());
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(tried(step)).as("attempt %d", attempt).isEqualTo(NEW);
      step = call.attemptEnded(Rig.REFUSED, new IOException("refused"), now());
      rig.clock.advance(Duration.ofSeconds(1));
      step = step instanceof Step.AwaitUntil ? call.wake(now()) : step;
    }
    assertThat(step).isInstanceOf(Step.Finish.class);
  }

  @Test
  void itIsNotUsedToProbeAnother() {
    rig.resolver.set("orders", STABLE, NEW);
    rig.eject(STABLE);
    rig.clock.advance(Duration.ofSeconds(31));
    assertThat(tried(dialer.call(true, CANARY).start(now()))).isEqualTo(NEW);
    Call other = dialer.call(true);
    assertThat(tried(other.start(now()))).isEqualTo(STABLE);
    other.attemptEnded(Outcome.SUCCESS, null, now());
    assertThat(rig.snapshot(STABLE).state().name()).isEqualTo("HEALTHY");
  }

  /** Neither by weight nor by key may a canary that was out altogether stay so for ever. */
  @Test
  void aCanaryThatWasOutComesBack() {
    for (SplitRoute route :
        List.of(
            SplitRoute.to("version", "2").withWeight(10),
            SplitRoute.to("version", "2").withWhen("x-canary", "true"))) {
      Rig lab =
          new Rig(
              Balancer.split(List.of(route, SplitRoute.toRest()), Balancer.roundRobin()),
              STABLE,
              NEW);
      Dialer calls =
          new Dialer(lab.upstream, CallPolicy.defaults(), lab.clock, lab.randomness, lab.events);
      for (int i = 0; i < 200; i++) {
        Call call = calls.call(true, CANARY);
        boolean onNew = tried(call.start(lab.clock.nanos())).equals(NEW);
        call.attemptEnded(
            onNew ? Rig.REFUSED : Outcome.SUCCESS,
            onNew ? new IOException("refused") : null,
            lab.clock.nanos());
      }
      assertThat(lab.snapshot(NEW).state().name()).isEqualTo("EJECTED");
      lab.clock.advance(Duration.ofSeconds(15));
      calls.call(true).start(lab.clock.nanos()); // so that what came before is compared by now
      lab.attempt(STABLE, Outcome.SUCCESS);
      lab.clock.advance(Duration.ofSeconds(15));
      Call probe = calls.call(true, CANARY);
      assertThat(tried(probe.start(lab.clock.nanos()))).isEqualTo(NEW);
      probe.attemptEnded(Outcome.SUCCESS, null, lab.clock.nanos());
      assertThat(lab.snapshot(NEW).state().name()).isEqualTo("HEALTHY");
    }
  }
}
