package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.sql.Connection;

/**
 * A connection to one endpoint of an alias. What {@code connection.unwrap(SwitchboardConnection
 * .class)} gives, through a pool too; for anything else of the driver's unwrap that.
 */
public interface SwitchboardConnection extends Connection {

  /** What was dialed. */
  Alias alias();

  /** Where it goes, for life. */
  Endpoint endpoint();

  /**
   * Whether it should be replaced by another: its endpoint is no longer listed, or is out for being
   * bad. {@link #isValid} is false then, though statements still work. Never true because the
   * registry fails, nor where there is no endpoint to go to instead.
   */
  boolean isRetired();
}
