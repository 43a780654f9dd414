package dev.switchboard.endpoint;

/**
 * Why an alias has no endpoint.
 *
 * @param reason what sort of absence
 * @param message what is missing, where, and what to do about it
 */
public record Absence(Reason reason, String message) {

  /** Why there is no endpoint. */
  public enum Reason {
    /** The registry has not answered yet. */
    NOT_YET_RESOLVED,
    /** The registry cannot be reached, and nothing is known from before. */
    REGISTRY_UNAVAILABLE,
    /** The registry lists no endpoint for the service. */
    EMPTY,
    /** There are endpoints, and none where the traffic split sends the call. */
    NO_ROUTE,
    /** The registry knows no such service or namespace. */
    UNKNOWN_SERVICE,
    /** The registry cannot be asked: no credentials, no permission. */
    MISCONFIGURED,
    /** Switchboard was closed. */
    CLOSED
  }

  /** Whether waiting may help. */
  public boolean mayPass() {
    return switch (reason) {
      case NOT_YET_RESOLVED, REGISTRY_UNAVAILABLE, EMPTY, NO_ROUTE -> true;
      case UNKNOWN_SERVICE, MISCONFIGURED, CLOSED -> false;
    };
  }
}
