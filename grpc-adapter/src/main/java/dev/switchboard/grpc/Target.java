package dev.switchboard.grpc;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Printable;
import java.net.URI;

/** Reads the alias out of a channel's target, which can be spelled in three ways. */
final class Target {

  static final String SCHEME = "switchboard";

  private Target() {}

  /**
   * The alias of {@code switchboard:///orders:50051}, {@code switchboard://orders:50051} or {@code
   * switchboard:orders:50051}.
   *
   * @throws IllegalArgumentException if it is anything else; the message says what to write
   */
  static Alias alias(URI target) {
    String name = target.isOpaque() ? target.getRawSchemeSpecificPart() : name(target);
    if (name.indexOf('@') >= 0) {
      throw wrong(target, "an alias has no user");
    }
    if (target.getRawQuery() != null || target.getRawFragment() != null || name.contains("?")) {
      throw wrong(target, "an alias has no parameters");
    }
    if (name.indexOf('/') >= 0) {
      throw wrong(target, "an alias has no path");
    }
    try {
      return Alias.parse(name);
    } catch (IllegalArgumentException e) {
      throw wrong(target, withoutAdvice(String.valueOf(e.getMessage())));
    }
  }

  private static String name(URI target) {
    String authority = target.getRawAuthority();
    String path = target.getRawPath() == null ? "" : target.getRawPath();
    if (authority == null || authority.isEmpty()) {
      return path.startsWith("/") ? path.substring(1) : path;
    }
    return path.equals("/") ? authority : authority + path;
  }

  /** What to write in a target is ours to say. */
  private static String withoutAdvice(String message) {
    int advice = message.lastIndexOf(" Write ");
    return advice < 0 ? message : message.substring(0, advice);
  }

  private static IllegalArgumentException wrong(URI target, String why) {
    return new IllegalArgumentException(
        "the target \""
            + Printable.of(target.toString())
            + "\" is wrong: "
            + why
            + (why.endsWith(".") ? "" : ".")
            + " Write switchboard:///host:port, such as switchboard:///orders:50051.");
  }
}
