package dev.switchboard.event;

import dev.switchboard.endpoint.Outcome;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Writes down what goes wrong in calls, for who looks into it: each failed try with its alias, its
 * endpoint, which try it was of how many, and why. At level {@code DEBUG}, which is off by default;
 * at {@code TRACE} the tries that went well, too.
 *
 * <p>The level is asked for once, when the log is made, so that calls cost nothing where it is off.
 */
public final class CallLog implements SwitchboardListener {

  /** The logger's name. */
  public static final String LOGGER = "dev.switchboard.calls";

  private static final System.Logger LOG = System.getLogger(LOGGER);

  private final boolean on = LOG.isLoggable(Level.DEBUG);

  /** A log by {@code System.Logger}, named {@value #LOGGER}. */
  public CallLog() {}

  @Override
  public boolean hearsCalls() {
    return on;
  }

  @Override
  public void onEvent(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.AttemptEnded e) {
      Outcome outcome = e.outcome();
      LOG.log(
          outcome.kind() == Outcome.Kind.SUCCESS ? Level.TRACE : Level.DEBUG,
          () ->
              String.format(
                  "%s: attempt %d of %d on %s %s after %d ms: %s",
                  e.alias(),
                  e.number(),
                  e.limit(),
                  e.endpoint(),
                  verb(outcome.kind()),
                  e.time().toMillis(),
                  outcome.reason()));
    } else if (event instanceof SwitchboardEvent.BodyFailed e) {
      LOG.log(
          Level.DEBUG,
          () ->
              String.format(
                  "%s: the response of %s broke off: %s", e.alias(), e.endpoint(), e.outcome()));
    } else if (event instanceof SwitchboardEvent.RetryRefused e) {
      LOG.log(Level.DEBUG, () -> e.alias() + ": no further attempt: " + words(e.reason()));
    } else if (event instanceof SwitchboardEvent.CallRefused e) {
      LOG.log(Level.DEBUG, () -> e.alias() + ": the call is refused: " + words(e.reason()));
    } else if (event instanceof SwitchboardEvent.EndpointMissing e) {
      LOG.log(Level.DEBUG, () -> e.alias() + ": there is no endpoint: " + words(e.reason()));
    }
  }

  private static String verb(Outcome.Kind kind) {
    return switch (kind) {
      case SUCCESS -> "was answered";
      case CONNECT_FAILURE, FAILURE, CALLER_FAILURE -> "failed";
      case OVERLOAD -> "was turned away";
      case CANCELLED -> "was given up";
    };
  }

  /** As in {@code budget exhausted}. */
  private static String words(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
