package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Printable;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL such as {@code jdbc:switchboard:mysql://mysql:3306/orders}. Messages quote of it only the
 * scheme, the host and the port: the rest may hold credentials.
 *
 * @param family whose driver it is for
 * @param alias what is dialed
 * @param beforeHost what the driver sees before host and port, credentials included
 * @param afterPort what it sees after them
 * @param readWrite whether it says that a server that is read-only is a bad one
 */
record JdbcUrl(
    DriverFamily family, Alias alias, String beforeHost, String afterPort, boolean readWrite) {

  static final String PREFIX = "jdbc:switchboard:";

  /** Scheme, what is between it and the authority, the authority, the rest. */
  private static final Pattern PARTS = Pattern.compile("([^:/?]*):([^/?]*)//([^/?;#]*)(.*)");

  static boolean isOurs(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * Reads a URL that {@link #isOurs}.
   *
   * @throws SQLException if it cannot be dialed; it says what to write instead
   */
  static JdbcUrl parse(String url) throws SQLException {
    String inner = url.substring(PREFIX.length());
    DriverFamily family = family(inner);
    String begin = "a URL for " + PREFIX + family.scheme + ": ";
    String example = "Write " + PREFIX + family.example;
    Matcher parts = PARTS.matcher(inner);
    if (!parts.matches()) {
      throw refusal(begin + "has no host", example);
    }
    String authority = parts.group(3);
    String userInfo = authority.substring(0, authority.lastIndexOf('@') + 1);
    if (!parts.group(2).isEmpty() || severalHosts(authority)) {
      throw refusal(
          begin + "names several hosts, or a way to choose one",
          "Switchboard knows an alias's endpoints and chooses. " + example);
    }
    String afterPort = parts.group(4);
    Alias alias = alias(authority.substring(userInfo.length()), afterPort, family);
    Map<String, String> parameters = Parameters.ofUrl(afterPort);
    PropertyRules.check(family, alias, parameters);
    if (!userInfo.isEmpty() && family != DriverFamily.MYSQL) {
      throw refusal(
          "the URL for " + alias + " has user or password before its host",
          "Give them as properties: the driver knows none there");
    }
    return new JdbcUrl(
        family,
        alias,
        "jdbc:" + inner.substring(0, parts.start(3)) + userInfo,
        afterPort,
        PropertyRules.isReadWrite(parameters));
  }

  private static DriverFamily family(String inner) throws SQLException {
    if (inner.startsWith("jdbc:")) {
      throw refusal(
          "jdbc: stands in the URL twice",
          "Write it once, such as " + PREFIX + DriverFamily.MYSQL.example);
    }
    int colon = inner.indexOf(':');
    String scheme = colon < 0 ? inner : inner.substring(0, colon);
    Optional<DriverFamily> family = DriverFamily.ofScheme(scheme);
    if (family.isEmpty()) {
      String problem =
          scheme.isEmpty()
              ? "nothing follows " + PREFIX
              : "\"" + PREFIX + Printable.of(scheme) + ":\" is not supported";
      throw refusal(problem, "Write one of " + DriverFamily.schemes() + " after " + PREFIX);
    }
    return family.get();
  }

  private static boolean severalHosts(String authority) {
    return authority.indexOf(',') >= 0 || authority.indexOf('(') >= 0;
  }

  private static Alias alias(String hostAndPort, String rest, DriverFamily family)
      throws SQLException {
    String path = rest.substring(0, (rest + "?").indexOf('?'));
    if (path.indexOf('@') >= 0) {
      throw notEncoded(family);
    }
    try {
      return Alias.parse(hostAndPort);
    } catch (IllegalArgumentException e) {
      if (rest.indexOf('@') >= 0) {
        throw notEncoded(family);
      }
      Optional<Alias> withPort = Alias.of(hostAndPort, family.usualPort);
      throw withPort.isPresent()
          ? refusal(
              "a URL for " + withPort.get().host() + " has no port, which is part of an alias",
              "Write " + PREFIX + family.scheme + "://" + withPort.get() + "/<database>")
          : refusal("in a URL for " + PREFIX + family.scheme + ": " + e.getMessage(), "");
    }
  }

  /** What was read as host and port is perhaps a password, which is not to be quoted. */
  private static SQLException notEncoded(DriverFamily family) {
    return refusal(
        "a URL for " + PREFIX + family.scheme + ": has an @ after its host and port",
        "If there is one of / ? # ; in user or password, write them as %2F, %3F, %23 or %3B, or"
            + " give both as properties; an @ in the database's name as %40");
  }

  /**
   * Checks what comes beside the URL.
   *
   * @throws SQLException if a property is refused, as in a URL
   */
  void check(Properties properties) throws SQLException {
    PropertyRules.check(family, alias, Parameters.of(properties));
  }

  /** Whether a server that is read-only is a bad one; said by URL parameter or property. */
  boolean isReadWrite(Properties properties) {
    return readWrite || PropertyRules.isReadWrite(Parameters.of(properties));
  }

  /** What is wrong, and what to write instead, in sentences. */
  static SQLException refusal(String problem, String advice) {
    return new SQLNonTransientConnectionException(
        (sentence(problem) + " " + sentence(advice)).strip(), SqlStates.UNABLE_TO_CONNECT);
  }

  private static String sentence(String text) {
    return text.isEmpty() || text.endsWith(".") ? text : text + ".";
  }

  /** What the driver is called with. */
  String inner() {
    return at(alias.toString());
  }

  /** The same at another host and port. */
  String at(String authority) {
    return beforeHost + authority + afterPort;
  }

  @Override
  public String toString() {
    return PREFIX + family.scheme + "://" + alias;
  }
}
