package dev.switchboard.jdbc;

/** SQLSTATEs of our own exceptions. */
final class SqlStates {

  /** SQL-client unable to establish SQL-connection. */
  static final String UNABLE_TO_CONNECT = "08001";

  private SqlStates() {}
}
