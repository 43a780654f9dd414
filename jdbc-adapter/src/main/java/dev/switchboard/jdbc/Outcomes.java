package dev.switchboard.jdbc;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The table of what an exception means, by phase, driver family, vendor code, SQLSTATE and cause.
 * Not by its class: MariaDB's driver throws a timeout for a killed session, and MySQL's a syntax
 * error for a quota.
 *
 * <p>Vendor codes come first, because SQLSTATE 08 says both too much and too little: "too many
 * connections" is 08004, and a session that was killed 70100.
 */
final class Outcomes {

  /** Of MySQL and MariaDB, which have the same where both have one. */
  private static final Map<Integer, Happening> MYSQL_CODES =
      Map.ofEntries(
          Map.entry(1040, Happening.TOO_MANY_CONNECTIONS),
          Map.entry(1044, Happening.CONFIGURATION), // access to the database denied
          Map.entry(1045, Happening.CONFIGURATION), // wrong user or password
          Map.entry(1049, Happening.CONFIGURATION), // unknown database
          Map.entry(1053, Happening.SHUTTING_DOWN),
          Map.entry(1129, Happening.BLOCKED), // too many connection errors from this host
          Map.entry(1130, Happening.CONFIGURATION), // host not allowed
          Map.entry(1203, Happening.QUOTA),
          Map.entry(1226, Happening.QUOTA),
          Map.entry(1251, Happening.CONFIGURATION), // authentication protocol not supported
          Map.entry(1290, Happening.READ_ONLY),
          Map.entry(1317, Happening.QUERY), // interrupted, by us or by a colleague
          Map.entry(1698, Happening.CONFIGURATION), // wrong user or password
          Map.entry(1792, Happening.QUERY), // in a read-only transaction
          Map.entry(1836, Happening.READ_ONLY),
          Map.entry(1927, Happening.SESSION_KILLED), // killed
          Map.entry(3024, Happening.QUERY), // took too long
          Map.entry(3032, Happening.SHUTTING_DOWN), // offline mode
          Map.entry(3118, Happening.CONFIGURATION), // account locked
          Map.entry(3169, Happening.SESSION_KILLED), // killed
          Map.entry(4031, Happening.CONNECTION_ENDED), // unused for too long
          Map.entry(4151, Happening.CONFIGURATION)); // account locked

  private static final Map<String, Happening> POSTGRESQL_STATES =
      Map.of(
          "25006", Happening.READ_ONLY,
          "28000", Happening.CONFIGURATION,
          "28P01", Happening.CONFIGURATION,
          "3D000", Happening.CONFIGURATION,
          "53300", Happening.TOO_MANY_CONNECTIONS,
          "57014", Happening.QUERY,
          "57P01", Happening.SESSION_KILLED, // one session, or the beginning of the end of all
          "57P02", Happening.BROKEN, // a crash
          "57P03", Happening.SHUTTING_DOWN,
          "57P05", Happening.CONNECTION_ENDED); // unused for too long

  private static final int MAX_CHAIN = 20;

  private Outcomes() {}

  /** Of a try that has no connection to show. */
  static Happening ofDial(
      DriverFamily family, Dial.Phase phase, boolean outOfTime, SQLException e) {
    if (hasCause(e, Dial.NoSocketException.class)) {
      return Happening.NO_SOCKET;
    }
    if (outOfTime) {
      return phase == Dial.Phase.LOGGING_IN ? Happening.LOGIN_TIMED_OUT : Happening.UNREACHABLE;
    }
    if (phase == Dial.Phase.BEGUN) {
      return Happening.CONFIGURATION; // it has wanted no socket: a property it cannot read, say
    }
    if (phase == Dial.Phase.CONNECTING) {
      return Happening.UNREACHABLE; // whatever it says: its own timeout has no cause
    }
    // Nobody ends one session that has not begun.
    return known(family, e)
        .map(known -> known == Happening.SESSION_KILLED ? Happening.SHUTTING_DOWN : known)
        .orElseGet(() -> ofLogin(e));
  }

  private static Happening ofLogin(SQLException e) {
    if (hasCause(e, SSLException.class) || hasCause(e, CertificateException.class)) {
      return Happening.TLS_FAILED;
    }
    if (isOfOwnFiles(e)) {
      return Happening.CONFIGURATION;
    }
    if (hasCause(e, SocketTimeoutException.class)) {
      return Happening.LOGIN_TIMED_OUT;
    }
    if (hasCause(e, IOException.class)) {
      return Happening.BROKEN;
    }
    return isOfClass08(e) ? Happening.LOGIN_FAILED : Happening.CONFIGURATION;
  }

  /** Of a connection that was ready. */
  static Happening ofUse(DriverFamily family, boolean socketClosed, SQLException e) {
    return known(family, e)
        .filter(known -> known != Happening.CONFIGURATION) // also said of a statement
        .orElseGet(() -> ofUse(socketClosed, e));
  }

  private static Happening ofUse(boolean socketClosed, SQLException e) {
    if ("08003".equals(e.getSQLState())) {
      return Happening.ALREADY_CLOSED;
    }
    if (hasCause(e, Dial.NoSocketException.class)) {
      return Happening.NO_SOCKET; // for a cancel, say
    }
    boolean timedOut = hasCause(e, SocketTimeoutException.class); // the application's own limit
    if (timedOut) {
      return Happening.SOCKET_TIMED_OUT;
    }
    boolean broke = hasCause(e, IOException.class) || (isOfClass08(e) && socketClosed);
    return broke ? Happening.BROKEN : Happening.QUERY;
  }

  private static Optional<Happening> known(DriverFamily family, SQLException first) {
    for (SQLException e = first; e != null; e = next(e)) {
      @Nullable Happening known =
          family == DriverFamily.POSTGRESQL
              ? POSTGRESQL_STATES.get(String.valueOf(e.getSQLState()))
              : MYSQL_CODES.get(e.getErrorCode());
      if (known == Happening.READ_ONLY && !saysReadOnly(e)) {
        known = Happening.QUERY;
      }
      if (known != null) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** MySQL's 1290 names the option that forbids a statement, and there are others. */
  private static boolean saysReadOnly(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return e.getErrorCode() != 1290
        || message.contains("read-only")
        || message.contains("read_only");
  }

  /** What stands behind an exception of the driver's. */
  private static @Nullable SQLException next(SQLException e) {
    return e.getCause() instanceof SQLException cause && cause != e ? cause : e.getNextException();
  }

  /** A key store, say, that is not there or cannot be read. */
  private static boolean isOfOwnFiles(SQLException e) {
    return hasCause(e, FileNotFoundException.class)
        || hasCause(e, FileSystemException.class)
        || hasCause(e, GeneralSecurityException.class);
  }

  private static boolean isOfClass08(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable t = e; t != null && depth < MAX_CHAIN; t = t.getCause(), depth++) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
