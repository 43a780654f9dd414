package dev.switchboard.testkit;

import java.time.Instant;

/**
 * A namespace. Its name and its {@code HttpName} are always the same here; Cloud Map adds a hash to
 * the latter when a name is used again.
 *
 * @param type {@code HTTP} or {@code DNS_PRIVATE}
 */
record Namespace(String id, String name, String type, String creatorRequestId, Instant created) {

  static final String HTTP = "HTTP";
  static final String DNS_PRIVATE = "DNS_PRIVATE";

  boolean dns() {
    return type.equals(DNS_PRIVATE);
  }
}
