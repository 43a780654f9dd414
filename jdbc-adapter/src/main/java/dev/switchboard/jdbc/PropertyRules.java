package dev.switchboard.jdbc;

import static dev.switchboard.jdbc.DriverFamily.MARIADB;
import static dev.switchboard.jdbc.DriverFamily.MYSQL;
import static dev.switchboard.jdbc.DriverFamily.POSTGRESQL;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Printable;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which properties a connection to an alias may have, in its URL or beside it: Switchboard's own,
 * and of the driver's all that leave it to Switchboard where the connection goes.
 */
final class PropertyRules {

  /** Says that the alias stands for servers that can be written to. */
  static final String READ_WRITE = "switchboardReadWrite";

  /** What the names of our own begin with. */
  private static final String OURS = "switchboard";

  /**
   * A property of a driver that is refused.
   *
   * @param of whose it is
   * @param harmless the value with which it changes nothing, in lower case; or empty
   */
  private record Rule(
      String name, Set<DriverFamily> of, String harmless, String problem, String advice) {}

  private static final Set<DriverFamily> ALL = EnumSet.allOf(DriverFamily.class);

  private static final String CHOOSES = ", by which Switchboard chooses endpoints";
  private static final String LEAVE_OUT = "Leave it out, or leave switchboard: out of the URL";
  private static final String PAST = ", which goes past the alias's endpoints";

  private static final List<Rule> RULES =
      List.of(
          new Rule(Dial.PROPERTY, ALL, "", CHOOSES, "Leave it out: only Switchboard sets it"),
          new Rule("socketFactory", ALL, "", CHOOSES, LEAVE_OUT),
          new Rule("socketFactoryArg", ALL, "", CHOOSES, LEAVE_OUT),
          new Rule("localSocketAddress", ALL, "", CHOOSES, LEAVE_OUT),
          new Rule("socksProxyHost", EnumSet.of(MYSQL), "", PAST, LEAVE_OUT),
          new Rule("protocol", EnumSet.of(MYSQL), "tcp", PAST, LEAVE_OUT),
          new Rule("dnsSrv", EnumSet.of(MYSQL), "false", PAST, LEAVE_OUT),
          new Rule("localSocket", EnumSet.of(MARIADB), "", PAST, LEAVE_OUT),
          new Rule("pipe", EnumSet.of(MARIADB), "", PAST, LEAVE_OUT),
          new Rule(
              "pool",
              EnumSet.of(MARIADB),
              "false",
              ": the driver's own pool, of which there would be one per connection",
              "Leave it out and use HikariCP"),
          new Rule(
              "targetServerType",
              EnumSet.of(POSTGRESQL),
              "any",
              ", by which the driver looks for one among several hosts",
              "Leave it out, and give the servers that can be written to an alias of their own,"
                  + " with "
                  + READ_WRITE
                  + "=true"));

  private static final Pattern VERIFY_FULL =
      Pattern.compile("verify[-_]full", Pattern.CASE_INSENSITIVE);

  private PropertyRules() {}

  /**
   * Checks what is set for a connection.
   *
   * @throws SQLException if something is that cannot be; it says what to write instead
   */
  static void check(DriverFamily family, Alias alias, Map<String, String> parameters)
      throws SQLException {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      check(family, alias, parameter.getKey(), parameter.getValue());
    }
  }

  private static void check(DriverFamily family, Alias alias, String name, String value)
      throws SQLException {
    for (Rule rule : RULES) { // some drivers ignore case
      if (rule.name().equalsIgnoreCase(name)
          && rule.of().contains(family)
          && (rule.harmless().isEmpty() || !rule.harmless().equalsIgnoreCase(value))) {
        throw JdbcUrl.refusal(
            "the connection to " + alias + " sets " + rule.name() + rule.problem(), rule.advice());
      }
    }
    if (name.toLowerCase(Locale.ROOT).startsWith(OURS)) {
      checkOurs(alias, name, value);
    }
    if (family == MARIADB && name.equalsIgnoreCase("sslMode")) {
      checkName(alias, value);
    }
  }

  /** MariaDB's driver compares names by Java's rules, which know no {@code _}. */
  private static void checkName(Alias alias, String sslMode) throws SQLException {
    if (alias.host().indexOf('_') >= 0 && VERIFY_FULL.matcher(sslMode).matches()) {
      throw JdbcUrl.refusal(
          "the connection to " + alias + " cannot be verified: Java accepts no certificate for a _",
          "Give the alias a name without it");
    }
  }

  private static void checkOurs(Alias alias, String name, String value) throws SQLException {
    String sets = "the connection to " + alias + " sets " + Printable.of(name);
    if (!name.equals(READ_WRITE)) {
      throw JdbcUrl.refusal(
          sets + ", which is no property of Switchboard's",
          "There is one, " + READ_WRITE + ", and case matters");
    }
    if (!value.equals("true") && !value.equals("false")) {
      throw JdbcUrl.refusal(sets + "=" + Printable.of(value), "Write true or false");
    }
  }

  /** What a tool may show of ours. */
  static DriverPropertyInfo readWrite(boolean value) {
    DriverPropertyInfo info = new DriverPropertyInfo(READ_WRITE, Boolean.toString(value));
    info.description = "Whether a server that is read-only is a bad one";
    info.choices = new String[] {"true", "false"};
    return info;
  }

  /** Whether a server that is read-only is a bad one. */
  static boolean isReadWrite(Map<String, String> parameters) {
    return "true".equals(parameters.get(READ_WRITE));
  }
}
