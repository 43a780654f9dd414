package dev.switchboard.resolve;

/**
 * Why a registry gave no answer.
 *
 * @param kind what a caller may expect of waiting
 * @param message what went wrong, where, and what to do about it
 */
public record ResolutionError(Kind kind, String message) {

  /** What sort of error. */
  public enum Kind {
    /** The registry answered that there is no such service or namespace. */
    UNKNOWN_SERVICE,
    /** The registry cannot be asked until somebody changes the configuration. */
    MISCONFIGURED,
    /** The registry asked to be left alone for a while. */
    THROTTLED,
    /** Anything else: unreachable, slow, garbled. The next question may well be answered. */
    UNAVAILABLE
  }
}
