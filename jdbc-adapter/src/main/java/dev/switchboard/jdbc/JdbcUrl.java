package dev.switchboard.jdbc;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Printable;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
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
 */
record JdbcUrl(DriverFamily family, Alias alias, String beforeHost, String afterPort) {

  static final String PREFIX = "jdbc:switchboard:";

  /** Scheme, what is between it and the authority, the authority, the rest. */
  private static final Pattern PARTS = Pattern.compile("([^:/?]*):([^/?]*)//([^/?;#]*)(.*)");

  /** What only Switchboard may set, as URL parameter or property. Some drivers ignore case. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "[?&;](socketFactory(?:Arg)?|" + Dial.PROPERTY + ")=", Pattern.CASE_INSENSITIVE);

  /** Says that the alias stands for servers that can be written to. */
  private static final String READ_WRITE = "switchboardReadWrite";

  private static final Pattern READ_WRITE_TRUE = Pattern.compile("[?&;]" + READ_WRITE + "=true\\b");

  private static final Pattern MARIADB_POOL =
      Pattern.compile("[?&]pool(=(?!false(&|$))|&|$)", Pattern.CASE_INSENSITIVE);

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
    int colon = inner.indexOf(':');
    String scheme = colon < 0 ? inner : inner.substring(0, colon);
    DriverFamily family =
        DriverFamily.ofScheme(scheme)
            .orElseThrow(
                () ->
                    refusal(
                        "\"" + PREFIX + Printable.of(scheme) + ":\" is not supported",
                        "Write one of " + DriverFamily.schemes() + " after " + PREFIX));
    String example = PREFIX + family.scheme + "://" + family.scheme + ":<port>/<database>";
    Matcher parts = PARTS.matcher(inner);
    if (!parts.matches()) {
      throw refusal("a URL for " + PREFIX + family.scheme + ": has no host", "Write " + example);
    }
    String authority = parts.group(3);
    String userInfo = authority.substring(0, authority.lastIndexOf('@') + 1);
    if (!parts.group(2).isEmpty() || severalHosts(authority)) {
      throw refusal(
          "a URL for " + PREFIX + family.scheme + ": names several hosts, or a way to choose one",
          "Write one alias: Switchboard knows its endpoints and chooses. " + example);
    }
    return new JdbcUrl(
            family,
            alias(authority.substring(userInfo.length()), parts.group(4), family),
            "jdbc:" + inner.substring(0, parts.start(3)) + userInfo,
            parts.group(4))
        .checked();
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
      throw refusal(
          "in a URL for " + PREFIX + family.scheme + ": " + e.getMessage(),
          "The port is part of the alias and has no default here");
    }
  }

  /** What was read as host and port is perhaps a password, which is not to be quoted. */
  private static SQLException notEncoded(DriverFamily family) {
    return refusal(
        "a URL for " + PREFIX + family.scheme + ": has an @ after its host and port",
        "If there is one of / ? # ; in user or password, write them as %2F, %3F, %23 or %3B, or"
            + " give both as properties; an @ in the database's name as %40");
  }

  private JdbcUrl checked() throws SQLException {
    check(afterPort);
    if (beforeHost.endsWith("@") && family != DriverFamily.MYSQL) {
      throw refusal(
          "the URL for " + alias + " has user or password before its host",
          "Give them as properties: the driver knows none there");
    }
    return this;
  }

  private void check(String parameters) throws SQLException {
    Matcher reserved = RESERVED.matcher(parameters);
    if (reserved.find()) {
      throw refusal(
          "the connection to "
              + alias
              + " sets "
              + reserved.group(1)
              + ", by which Switchboard chooses endpoints",
          "Leave it out, or leave switchboard: out of the URL");
    }
    if (family == DriverFamily.MARIADB && MARIADB_POOL.matcher(parameters).find()) {
      throw refusal(
          "the connection to "
              + alias
              + " asks for the driver's own pool, which would be one per connection",
          "Leave pool out and use HikariCP");
    }
  }

  /**
   * Checks what comes beside the URL.
   *
   * @throws SQLException if a property is reserved, as in a URL
   */
  void check(Properties properties) throws SQLException {
    for (String key : properties.stringPropertyNames()) {
      check("?" + key + "=" + ("false".equals(properties.getProperty(key)) ? "false" : ""));
    }
  }

  /** Whether a server that is read-only is a bad one; said by URL parameter or property. */
  boolean isReadWrite(Properties properties) {
    return READ_WRITE_TRUE.matcher(afterPort).find()
        || "true".equals(properties.getProperty(READ_WRITE));
  }

  /** What is wrong, and what to write instead. */
  static SQLException refusal(String problem, String advice) {
    String sentence = problem.endsWith(".") ? problem : problem + ".";
    return new SQLNonTransientConnectionException(
        sentence + " " + advice + ".", SqlStates.UNABLE_TO_CONNECT);
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
