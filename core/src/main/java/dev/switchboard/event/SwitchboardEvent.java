package dev.switchboard.event;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Service;
import java.time.Duration;
import java.util.List;

/**
 * Something that happened.
 *
 * <p>The events of a call come on the caller's thread, in this order:
 *
 * <pre>
 * call     := CallStarted (CallRefused | attempt* EndpointMissing?) CallEnded
 * attempt  := AttemptStarted ResponseReceived? AttemptEnded RetryRefused?
 * </pre>
 *
 * <p>An attempt whose response body breaks off after it ended is followed, at any later time, by
 * one {@link BodyFailed}. The events of a service's state, an alias's, and the configuration's file
 * come one after the other on the thread {@code switchboard-events}, after the change has taken
 * effect.
 */
public sealed interface SwitchboardEvent {

  /** What a call goes through. */
  sealed interface OfCall extends SwitchboardEvent {
    /** What was dialed. */
    Alias alias();
  }

  /** What all calls to an alias go through. */
  sealed interface OfAlias extends SwitchboardEvent {
    /** What is dialed. */
    Alias alias();
  }

  /** What a service goes through. */
  sealed interface OfService extends SwitchboardEvent {
    /** Which service. */
    Service service();
  }

  /** What the configuration's file goes through. */
  sealed interface OfConfiguration extends SwitchboardEvent {}

  /**
   * A call begins.
   *
   * @param alias what was dialed
   */
  record CallStarted(Alias alias) implements OfCall {}

  /**
   * A call is not let in.
   *
   * @param alias what was dialed
   * @param reason why not
   */
  record CallRefused(Alias alias, CallRefused.Reason reason) implements OfCall {

    /** Why a call is not let in. */
    public enum Reason {
      /** As many calls as the policy allows are under way. */
      CONCURRENCY_LIMIT,
      /** Too many calls have failed lately. */
      CIRCUIT_OPEN
    }
  }

  /**
   * A try begins.
   *
   * @param alias what was dialed
   * @param endpoint where the try goes
   * @param number 1 for the first try
   * @param limit how many tries the alias's policy allows; an adapter to a library that makes the
   *     tries itself, as gRPC does, may make fewer
   */
  record AttemptStarted(Alias alias, Endpoint endpoint, int number, int limit) implements OfCall {}

  /**
   * The endpoint answered a try, whatever it said.
   *
   * @param alias what was dialed
   * @param endpoint who answered
   * @param protocol in whose words {@code status} is
   * @param status the status code
   * @param method what was called, such as {@code shop.Orders/Get} in gRPC; empty in HTTP
   */
  record ResponseReceived(
      Alias alias, Endpoint endpoint, Protocol protocol, int status, String method)
      implements OfCall {

    /** An answer over HTTP. */
    public ResponseReceived(Alias alias, Endpoint endpoint, int status) {
      this(alias, endpoint, Protocol.HTTP, status, "");
    }

    /** What an adapter speaks. */
    public enum Protocol {
      /** Status codes such as 200. */
      HTTP,
      /** Status codes such as 14, which is {@code UNAVAILABLE}. */
      GRPC
    }
  }

  /**
   * A call ends for want of an endpoint.
   *
   * @param alias what was dialed
   * @param reason what sort of absence
   */
  record EndpointMissing(Alias alias, Absence.Reason reason) implements OfCall {}

  /**
   * A try ended.
   *
   * @param alias what was dialed
   * @param endpoint where the try went
   * @param number 1 for the first try
   * @param limit how many tries the alias's policy allows, as in {@link AttemptStarted}
   * @param outcome what it showed
   * @param time how long it took
   */
  record AttemptEnded(
      Alias alias, Endpoint endpoint, int number, int limit, Outcome outcome, Duration time)
      implements OfCall {}

  /**
   * A try failed and could have been repeated, but was not.
   *
   * @param alias what was dialed
   * @param reason why not
   */
  record RetryRefused(Alias alias, RetryRefused.Reason reason) implements OfCall {

    /** Why a failed try is not repeated. */
    public enum Reason {
      /** The endpoint may have seen the request, and the request may not be sent twice. */
      NOT_REPEATABLE,
      /** All tries the policy allows have been made. */
      ATTEMPTS_EXHAUSTED,
      /** Too many calls are being retried already. */
      BUDGET_EXHAUSTED,
      /** The wait before the next try would end after the call's deadline. */
      DEADLINE
    }
  }

  /**
   * A response broke off after its headers.
   *
   * @param alias what was dialed
   * @param endpoint who broke off
   * @param outcome what happened
   */
  record BodyFailed(Alias alias, Endpoint endpoint, Outcome outcome) implements OfCall {}

  /**
   * A call is over, up to the response's headers.
   *
   * @param alias what was dialed
   * @param attempts how many tries it took, 0 if there was no endpoint
   * @param answered whether the caller got an answer rather than an exception
   * @param outcome what its last try showed, or why there was none
   * @param time how long it took
   */
  record CallEnded(Alias alias, int attempts, boolean answered, Outcome outcome, Duration time)
      implements OfCall {}

  /**
   * The circuit breaker of an alias lets no call in for now.
   *
   * @param alias what is dialed
   * @param rest for how long
   * @param reason why, for a person
   */
  record CircuitOpened(Alias alias, Duration rest, String reason) implements OfAlias {}

  /**
   * The circuit breaker of an alias lets a few calls in, to see how they do.
   *
   * @param alias what is dialed
   */
  record CircuitHalfOpened(Alias alias) implements OfAlias {}

  /**
   * The circuit breaker of an alias lets every call in again.
   *
   * @param alias what is dialed
   */
  record CircuitClosed(Alias alias) implements OfAlias {}

  /**
   * The endpoints of a service changed, or came for the first time.
   *
   * @param service which service
   * @param added what is new
   * @param removed what is gone
   * @param total how many there are now
   */
  record ResolutionChanged(Service service, List<Endpoint> added, List<Endpoint> removed, int total)
      implements OfService {}

  /**
   * A registry gave no usable answer. What was known before stays in use.
   *
   * @param service which service
   * @param error what went wrong
   */
  record ResolutionFailed(Service service, ResolutionError error) implements OfService {}

  /**
   * A registry suddenly lists nothing. What was known before stays in use for now.
   *
   * @param service which service
   * @param kept how many endpoints stay in use
   */
  record EmptyResolutionIgnored(Service service, int kept) implements OfService {}

  /**
   * What is known of a service has become old, because its registry keeps failing. Calls go on with
   * it. Comes once, until the registry answers again.
   *
   * @param service which service
   * @param age how long ago the registry last said that it holds
   */
  record ResolutionStale(Service service, Duration age) implements OfService {}

  /**
   * A registry answers again for a service whose endpoints were told as stale.
   *
   * @param service which service
   * @param staleFor how old what was known had become
   */
  record ResolutionFresh(Service service, Duration staleFor) implements OfService {}

  /**
   * An instance cannot be used: it cannot be read, or the guard refuses its address. Comes once per
   * instance and reason.
   *
   * @param service which service
   * @param instanceId what the registry calls it
   * @param reason what is wrong with it and what would be right
   */
  record InstanceSkipped(Service service, String instanceId, String reason) implements OfService {}

  /**
   * An endpoint was taken out.
   *
   * @param service which service
   * @param endpoint which endpoint
   * @param cause why, for a count
   * @param reason why, for a person
   * @param time for how long
   * @param dryRun whether it was only told and not done, because the policy says so
   */
  record EndpointEjected(
      Service service,
      Endpoint endpoint,
      Verdict.Cause cause,
      String reason,
      Duration time,
      boolean dryRun)
      implements OfService {}

  /**
   * An endpoint's ejection is over; the next call tries it.
   *
   * @param service which service
   * @param endpoint which endpoint
   */
  record EndpointProbing(Service service, Endpoint endpoint) implements OfService {}

  /**
   * An endpoint is in use again.
   *
   * @param service which service
   * @param endpoint which endpoint
   */
  record EndpointReadmitted(Service service, Endpoint endpoint) implements OfService {}

  /**
   * What changed in the configuration's file is in use now.
   *
   * @param file which file
   */
  record ConfigurationChanged(String file) implements OfConfiguration {}

  /**
   * What changed in the configuration's file was not taken over. Everything stays as it was.
   *
   * @param message which file, where in it, why not, and what to do
   */
  record ConfigurationRefused(String message) implements OfConfiguration {}
}
