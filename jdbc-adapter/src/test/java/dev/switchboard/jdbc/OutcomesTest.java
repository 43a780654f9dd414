package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/jdbc.md. */
class OutcomesTest {

  private static SQLException of(String state, int code, String cause) {
    Throwable because =
        switch (cause) {
          case "refused" -> new ConnectException("refused");
          case "timeout" -> new SocketTimeoutException("timed out");
          case "tls" -> new SSLHandshakeException("no such name");
          case "certificate" -> new IOException(new CertificateException("no such name"));
          case "keystore" -> new KeyStoreException("PEM not found");
          case "file" -> new FileNotFoundException("trusted.p12");
          case "nosocket" ->
              new IOException(new Dial.NoSocketException(new SocketException("no file left")));
          case "reset" -> new IOException("reset");
          default -> null;
        };
    return new SQLException("x", state, code, because);
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, 28P01,     0, -,       CONFIGURATION",
    "POSTGRESQL, 28000,     0, -,       CONFIGURATION",
    "POSTGRESQL, 3D000,     0, -,       CONFIGURATION",
    "POSTGRESQL, 53300,     0, -,       TOO_MANY_CONNECTIONS",
    "POSTGRESQL, 57P01,     0, -,       SHUTTING_DOWN",
    "POSTGRESQL, 57P03,     0, -,       SHUTTING_DOWN",
    "POSTGRESQL, 08006,     0, tls,     TLS_FAILED",
    "POSTGRESQL, 08006,     0, -,       LOGIN_FAILED",
    "POSTGRESQL, 08006,     0, reset,   BROKEN",
    "POSTGRESQL, 08001,     0, timeout, LOGIN_TIMED_OUT",
    "MYSQL,      08S01,     0, nosocket, NO_SOCKET",
    "MYSQL,      08004,  1040, -,       TOO_MANY_CONNECTIONS",
    "MYSQL,      42000,  1226, -,       QUOTA",
    "MYSQL,      42000,  1203, -,       QUOTA",
    "MYSQL,      28000,  1045, -,       CONFIGURATION",
    "MYSQL,      42000,  1049, -,       CONFIGURATION",
    "MYSQL,      HY000,  1129, -,       BLOCKED",
    "MYSQL,      HY000,  1130, -,       CONFIGURATION",
    "MYSQL,      08S01,  1053, -,       SHUTTING_DOWN",
    "MARIADB,    70100,  1927, -,       SHUTTING_DOWN",
    "MYSQL,      08S01,     0, reset,   BROKEN",
    "MYSQL,      08S01,     0, certificate, TLS_FAILED",
    "MYSQL,      08000,     0, keystore, CONFIGURATION",
    "MARIADB,    08000,     0, file,    CONFIGURATION",
    "MARIADB,    08004,  1040, -,       TOO_MANY_CONNECTIONS",
    "MARIADB,    28000,  1045, -,       CONFIGURATION",
    "MARIADB,    08000,     0, tls,     TLS_FAILED",
    "MARIADB,    08000,     0, reset,   BROKEN",
    "MARIADB,    HY000,     0, -,       CONFIGURATION",
  })
  void atLogin(DriverFamily family, String state, int code, String cause, Happening expected) {
    assertThat(Outcomes.ofDial(family, Dial.Phase.LOGGING_IN, false, of(state, code, cause)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRESQL, 08006,     0, reset,   BROKEN",
    "POSTGRESQL, 08006,     0, -,       BROKEN",
    "POSTGRESQL, 08006,     0, timeout, SOCKET_TIMED_OUT",
    "POSTGRESQL, 08006,     0, nosocket, NO_SOCKET",
    "POSTGRESQL, 08003,     0, -,       ALREADY_CLOSED",
    "POSTGRESQL, 57P01,     0, -,       SESSION_KILLED",
    "POSTGRESQL, 57P02,     0, -,       BROKEN",
    "POSTGRESQL, 57P05,     0, -,       CONNECTION_ENDED",
    "POSTGRESQL, 25006,     0, -,       READ_ONLY",
    "POSTGRESQL, 57014,     0, -,       QUERY",
    "POSTGRESQL, 28000,     0, -,       QUERY",
    "POSTGRESQL, 40001,     0, -,       QUERY",
    "POSTGRESQL, 23505,     0, -,       QUERY",
    "MYSQL,      HY000,  1836, -,       READ_ONLY",
    "MYSQL,      25006,  1792, -,       QUERY",
    "MYSQL,      70100,  1317, -,       QUERY",
    "MYSQL,      70100,  1927, -,       SESSION_KILLED",
    "MYSQL,      HY000,  3169, -,       SESSION_KILLED",
    "MYSQL,      08S01,  4031, -,       CONNECTION_ENDED",
    "MYSQL,      08S01,     0, reset,   BROKEN",
    "MYSQL,      40001,  1213, -,       QUERY",
    "MYSQL,      42000,  1064, -,       QUERY",
    "MARIADB,    HY000,  1205, -,       QUERY",
    "MARIADB,    08000,     0, reset,   BROKEN",
  })
  void inUse(DriverFamily family, String state, int code, String cause, Happening expected) {
    assertThat(Outcomes.ofUse(family, true, of(state, code, cause))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "--read-only,        READ_ONLY",
    "--super-read-only,  READ_ONLY",
    "--secure-file-priv, QUERY",
  })
  void theOptionThatForbidsAStatement(String option, Happening expected) {
    String message =
        "The MySQL server is running with the " + option + " option so it cannot execute this";
    SQLException e = new SQLException(message, "HY000", 1290);
    assertThat(Outcomes.ofUse(DriverFamily.MYSQL, false, e)).isEqualTo(expected);
    assertThat(Outcomes.ofUse(DriverFamily.MARIADB, false, e)).isEqualTo(expected);
  }

  @Test
  void class08OfAnOpenSocketIsAboutTheStatement() {
    assertThat(Outcomes.ofUse(DriverFamily.MARIADB, false, of("08000", 0, "-")))
        .isEqualTo(Happening.QUERY);
  }

  @ParameterizedTest
  @EnumSource(DriverFamily.class)
  void beforeThereIsASocket(DriverFamily family) {
    SQLException refused = of("08001", 0, "refused");
    assertThat(Outcomes.ofDial(family, Dial.Phase.CONNECTING, false, refused))
        .isEqualTo(Happening.UNREACHABLE);
    assertThat(Outcomes.ofDial(family, Dial.Phase.CONNECTING, false, of("08001", 0, "-")))
        .as("the driver's own login timeout")
        .isEqualTo(Happening.UNREACHABLE);
    assertThat(Outcomes.ofDial(family, Dial.Phase.BEGUN, false, of("22023", 0, "-")))
        .as("the driver cannot read a property")
        .isEqualTo(Happening.CONFIGURATION);
    assertThat(Outcomes.ofDial(family, Dial.Phase.CONNECTING, true, of("08001", 0, "-")))
        .isEqualTo(Happening.UNREACHABLE);
    assertThat(Outcomes.ofDial(family, Dial.Phase.LOGGING_IN, true, of("08001", 0, "reset")))
        .isEqualTo(Happening.LOGIN_TIMED_OUT);
  }

  @Test
  void whatStandsBehindIsLookedAtToo() {
    SQLException outer = new SQLException("pool", "HY000", 0, of("08004", 1040, "-"));
    assertThat(Outcomes.ofDial(DriverFamily.MYSQL, Dial.Phase.LOGGING_IN, false, outer))
        .isEqualTo(Happening.TOO_MANY_CONNECTIONS);
    SQLException first = new SQLException("batch", "HY000", 0);
    first.setNextException(of("57P01", 0, "-"));
    assertThat(Outcomes.ofUse(DriverFamily.POSTGRESQL, true, first))
        .isEqualTo(Happening.SESSION_KILLED);
  }

  @ParameterizedTest
  @EnumSource(Happening.class)
  void theApplicationsFaultIsNeverRetriedNorCounted(Happening happening) {
    Outcome outcome = happening.outcome();
    boolean applications = outcome.kind() == Outcome.Kind.CALLER_FAILURE;
    assertThat(applications && outcome.resend() != Outcome.Resend.NEVER).isFalse();
    assertThat(applications && outcome.isEndpointFault()).isFalse();
  }
}
