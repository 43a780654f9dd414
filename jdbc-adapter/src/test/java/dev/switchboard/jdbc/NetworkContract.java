package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What holds for every driver where the network is odd, or in trouble under a connection in use.
 */
abstract class NetworkContract extends DriverContract {

  /** {@code ::1}. */
  private static final byte[] LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  /** The endpoint's network is cut, and nobody hears why. */
  @Test
  void aBlackHoleInUseEndsByTheSocketTimeout_andIsNoFaultOfTheServer() throws Exception {
    try (Connection connection = source(lab, url() + socketTimeout(1)).getConnection();
        Statement statement = connection.createStatement()) {
      Endpoint mine = connection.unwrap(SwitchboardConnection.class).endpoint();
      relay(mine).hang();
      assertThatThrownBy(() -> statement.execute("SELECT 1"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(((SQLException) e).getSQLState()).startsWith("08"))
          .satisfies(
              e ->
                  assertThat(stackTrace(e))
                      .contains(mine + ": no answer within the socket timeout"));
      assertThat(connection.isValid(1)).isFalse();
      assertThat(lab.snapshot(mine).failures()).isZero();
    }
    Lab.await(() -> lab.connections().equals(java.util.List.of(0, 0, 0)));
  }

  /** Without a socket timeout it waits, and a query timeout is told to a server that hears not. */
  @Test
  void aBlackHoleInUseEndsWithItsDrain() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      SwitchboardConnection ours = connection.unwrap(SwitchboardConnection.class);
      statement.setQueryTimeout(1);
      relay(ours.endpoint()).hang();
      Future<Exception> ended = threads.submit(() -> failure(statement));
      assertThatThrownBy(() -> ended.get(3, TimeUnit.SECONDS))
          .as("it waits")
          .isInstanceOf(TimeoutException.class);
      connection.unwrap(PinnedConnection.class).dial().drainAfter(Duration.ofMillis(100));
      lab.register(
          lab.relays.stream()
              .map(Relay::endpoint)
              .filter(e -> e.port() != ours.endpoint().port())
              .toArray(Endpoint[]::new));
      assertThat(ended.get(20, TimeUnit.SECONDS))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(stackTrace(e)).contains("closed on this side"));
    } finally {
      threads.shutdownNow();
    }
  }

  private static Exception failure(Statement statement) {
    try {
      statement.execute("SELECT 1");
      return new IllegalStateException("it went well");
    } catch (SQLException e) {
      return e;
    }
  }

  /** A URL's parameter. */
  abstract String socketTimeout(int seconds);

  @Test
  void anEndpointMayHaveAnAddressOfIpv6() throws Exception {
    try (Lab six = new Lab()) {
      Relay relay = new Relay(servers.get(0).port(), InetAddress.getByAddress(LOOPBACK));
      six.relays.add(relay);
      six.register(relay.endpoint());
      try (Connection connection = source(six, url()).getConnection();
          Statement slow = connection.createStatement()) {
        assertThat(whoami(connection)).isEqualTo(servers.get(0).port());
        assertThat(connection.getMetaData().getURL())
            .contains("//" + Lab.ALIAS + "/orders")
            .doesNotContain("0:1");
        slow.setQueryTimeout(1);
        assertThatThrownBy(() -> slow.execute(sleep(30))).isInstanceOf(SQLException.class);
        assertThat(connection.isValid(5)).as("only the query ended").isTrue();
      }
      String tls = tlsUrl(servers.get(0).certificate());
      try (Connection connection = source(six, tls).getConnection()) {
        assertThat(whoami(connection)).as("the certificate is for the alias").isPositive();
      }
    }
  }
}
