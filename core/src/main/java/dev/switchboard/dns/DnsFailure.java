package dev.switchboard.dns;

import dev.switchboard.resolve.ResolutionError;

/** There is no usable answer. */
final class DnsFailure extends Exception {

  private static final long serialVersionUID = 1;

  private final ResolutionError.Kind kind;

  DnsFailure(ResolutionError.Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ResolutionError error() {
    return new ResolutionError(kind, String.valueOf(getMessage()));
  }
}
