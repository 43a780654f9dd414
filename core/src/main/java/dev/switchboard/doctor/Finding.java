package dev.switchboard.doctor;

/**
 * One thing that was looked at.
 *
 * @param level how bad it is
 * @param subject what was looked at: an alias, an endpoint of it, the zone
 * @param message what was found and, if something is wrong, what to do
 */
public record Finding(Level level, String subject, String message) {

  /** How bad it is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Calls work; something else does not, or will not. */
    WARNING,
    /** Calls do not work. */
    ERROR
  }

  @Override
  public String toString() {
    return String.format("%-7s %s: %s", level, subject, message);
  }
}
