package dev.switchboard.endpoint;

import java.util.Locale;
import java.util.regex.Pattern;

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

  private static final Pattern HOST =
      Pattern.compile(
          "[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?)*");
  private static final Pattern LOOKS_LIKE_IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+)*");

  /**
   * Checks both parts and puts the host in lower case.
   *
   * @throws IllegalArgumentException if the host is no name or the port is outside 1 to 65535
   */
  public Alias {
    if (host.length() > MAX_HOST_LENGTH || !HOST.matcher(host).matches()) {
      throw malformed(
          host + ":" + port,
          "the host must be a name of ASCII letters, digits, '-', '_' and single dots, at most "
              + MAX_HOST_LENGTH
              + " characters");
    }
    if (LOOKS_LIKE_IPV4.matcher(host).matches()) {
      throw malformed(host + ":" + port, "the host is a number or an IP address, not a name");
    }
    if (port < 1 || port > 65535) {
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
