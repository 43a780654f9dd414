package dev.switchboard.event;

/**
 * Hears what happens. A listener that throws is reported to the log, once, and harms nobody.
 *
 * <p>Events of a call come on the caller's thread, so be quick there; those of a service come on a
 * thread of their own. {@link SwitchboardEvent} gives their order.
 */
@FunctionalInterface
public interface SwitchboardListener {

  /** Something happened. */
  void onEvent(SwitchboardEvent event);

  /**
   * Whether it wants the events of calls, too; asked once. Where nobody does none is made, which is
   * the cheapest. Default true.
   */
  default boolean hearsCalls() {
    return true;
  }
}
