package dev.switchboard.event;

import dev.switchboard.resolve.Service;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes down what happens to endpoints, registries and circuits, for who listens to nothing. Not
 * what calls go through: those are too many, and their exceptions say it.
 */
public final class EventLog implements SwitchboardListener {

  private static final System.Logger LOG = System.getLogger(EventLog.class.getPackageName());

  /** What was last said of a registry that fails, so that it is not said at every question. */
  private final Map<Service, String> failing = new ConcurrentHashMap<>();

  /** A log by {@code System.Logger}, named as this package. */
  public EventLog() {}

  @Override
  public boolean hearsCalls() {
    return false;
  }

  @Override
  public void onEvent(SwitchboardEvent event) {
    Level level = isNews(event) ? level(event) : Level.DEBUG;
    if (LOG.isLoggable(level)) {
      LOG.log(level, words(event));
    }
  }

  private boolean isNews(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.ResolutionFailed e) {
      String message = e.error().message();
      return !message.equals(failing.put(e.service(), message));
    } else if (event instanceof SwitchboardEvent.ResolutionChanged e) {
      failing.remove(e.service());
    } else if (event instanceof SwitchboardEvent.ResolutionFresh e) {
      failing.remove(e.service());
    }
    return true;
  }

  private static Level level(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.EndpointEjected
        || event instanceof SwitchboardEvent.CircuitOpened
        || event instanceof SwitchboardEvent.ResolutionFailed
        || event instanceof SwitchboardEvent.ResolutionStale
        || event instanceof SwitchboardEvent.EmptyResolutionIgnored
        || event instanceof SwitchboardEvent.InstanceSkipped) {
      return Level.WARNING;
    }
    return Level.DEBUG;
  }

  private static String words(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.EndpointEjected e) {
      return String.format(
          "%s: %s %s for %d s: %s",
          e.service(),
          e.endpoint(),
          e.dryRun() ? "would be ejected" : "is ejected",
          e.time().toSeconds(),
          e.reason());
    } else if (event instanceof SwitchboardEvent.CircuitOpened e) {
      return String.format(
          "%s: the circuit opens for %d ms: %s", e.alias(), e.rest().toMillis(), e.reason());
    } else if (event instanceof SwitchboardEvent.ResolutionFailed e) {
      return e.service() + ": " + e.error().message();
    } else if (event instanceof SwitchboardEvent.ResolutionStale e) {
      return String.format(
          "%s: the registry has not confirmed its endpoints for %d s; they stay in use",
          e.service(), e.age().toSeconds());
    } else if (event instanceof SwitchboardEvent.EmptyResolutionIgnored e) {
      return String.format(
          "%s: the registry lists nothing; %d endpoints stay in use for now",
          e.service(), e.kept());
    } else if (event instanceof SwitchboardEvent.InstanceSkipped e) {
      return String.format("%s: \"%s\" is skipped: %s", e.service(), e.instanceId(), e.reason());
    }
    return event.toString();
  }
}
