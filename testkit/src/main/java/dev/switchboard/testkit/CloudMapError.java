package dev.switchboard.testkit;

import java.util.Map;

/**
 * What Cloud Map refuses, in its own words: a code of its wire protocol, a message and, for some
 * codes, more fields. An {@link IllegalArgumentException}, because that is what it is to a test
 * which calls {@link CloudMapServer} directly.
 */
final class CloudMapError extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final String detail;
  private final transient Map<String, String> fields;

  CloudMapError(String code, String detail) {
    this(code, detail, Map.of());
  }

  CloudMapError(String code, String detail, Map<String, String> fields) {
    super(code + ": " + detail);
    this.code = code;
    this.detail = detail;
    this.fields = Map.copyOf(fields);
  }

  static CloudMapError invalid(String detail) {
    return new CloudMapError("InvalidInput", detail);
  }

  /** The error's name on the wire, {@code NamespaceNotFound} for example. */
  String code() {
    return code;
  }

  String detail() {
    return detail;
  }

  /** What the error's shape carries besides the message. */
  Map<String, String> fields() {
    return fields;
  }
}
