package dev.switchboard.endpoint;

import java.util.Locale;
import java.util.Optional;

/**
 * The name and port an application dials, such as {@code mysql:3306}: Service Connect's client
 * alias.
 *
 * @param host a host name in lower case: labels of letters, digits, {@code -} and {@code _}, joined
 *     by dots, at most 127 characters (Service Connect's limit for a {@code dnsName}); no IP
 *     address
 * @param port 1 to 65535
 */
public record Alias(String host, int port) {

  /** Service Connect's limit for {@code clientAliases[].dnsName}. */
  private static final int MAX_HOST_LENGTH = 127;

  /** DNS's limit for the part between two dots. */
  private static final int MAX_LABEL_LENGTH = 63;

  /**
   * Checks both parts and puts the host in lower case.
   *
   * @throws IllegalArgumentException if the host is no name or the port is outside 1 to 65535
   */
  public Alias {
    if (!isName(host)) {
      throw malformed(
          host + ":" + port,
          "the host must be a name of ASCII letters, digits, '-', '_' and single dots, at most "
              + MAX_HOST_LENGTH
              + " characters and "
              + MAX_LABEL_LENGTH
              + " between two dots, and no number or IP address");
    }
    if (!isPort(port)) {
      throw malformed(host + ":" + port, "the port must be between 1 and 65535");
    }
    host = host.toLowerCase(Locale.ROOT); // only now: the Kelvin sign would become a k
  }

  /**
   * Reads {@code name:port}.
   *
   * @throws IllegalArgumentException if {@code text} is not a host name, a colon and a port from 1
   *     to 65535; the message says what to write instead
   */
  public static Alias parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw malformed(text, "the port is missing");
    }
    String digits = text.substring(colon + 1);
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Alias::isDigit)) {
      throw malformed(text, "the port must be a number between 1 and 65535");
    }
    if (colon == 0) {
      throw malformed(text, "the host is missing");
    }
    return new Alias(text.substring(0, colon), Integer.parseInt(digits));
  }

  /** The alias of this host and port, or empty if no alias can be called so. */
  public static Optional<Alias> of(String host, int port) {
    return isName(host) && isPort(port) ? Optional.of(new Alias(host, port)) : Optional.empty();
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }

  /** Labels joined by dots, and not digits alone. */
  private static boolean isName(String host) {
    boolean onlyDigits = true;
    int labelStart = 0;
    for (int i = 0; i <= host.length(); i++) {
      char c = i < host.length() ? host.charAt(i) : '.';
      if (c == '.') {
        if (!isLabel(host, labelStart, i)) {
          return false;
        }
        labelStart = i + 1;
      } else if (isLetter(c) || c == '-' || c == '_') {
        onlyDigits = false;
      } else if (!isDigit(c)) {
        return false;
      }
    }
    return !onlyDigits && host.length() <= MAX_HOST_LENGTH;
  }

  private static boolean isLabel(String host, int start, int end) {
    int length = end - start;
    return length >= 1
        && length <= MAX_LABEL_LENGTH
        && host.charAt(start) != '-'
        && host.charAt(end - 1) != '-';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException(
        "\""
            + Printable.of(text)
            + "\" is no alias: "
            + why
            + ". Write host:port, such as mysql:3306.");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
