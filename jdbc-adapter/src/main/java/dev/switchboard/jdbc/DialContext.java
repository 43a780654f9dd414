package dev.switchboard.jdbc;

/**
 * Where something failed: alias, endpoint and attempts. Suppressed by the driver's exception, which
 * stays as it is.
 */
final class DialContext extends Exception {

  private static final long serialVersionUID = 1L;

  DialContext(String message) {
    super(message, null, true, false); // where in our code is of no use
  }
}
