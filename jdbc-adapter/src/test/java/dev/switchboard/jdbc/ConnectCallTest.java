package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dials of a driver that fails when a real one hardly ever does. */
@Timeout(60)
class ConnectCallTest {

  private static final String URL = "jdbc:switchboard:postgresql://orders-db:5000/orders";

  private final Lab lab =
      new Lab(a -> a.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(300))));

  private final List<ServerSocket> servers = new ArrayList<>();
  private Properties properties = new Properties();

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 2; i++) {
      servers.add(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }
    lab.register(endpoints());
  }

  private Endpoint[] endpoints() {
    return servers.stream()
        .map(s -> Endpoint.of("127.0.0.1", s.getLocalPort()))
        .toArray(Endpoint[]::new);
  }

  @AfterEach
  void stop() throws IOException {
    lab.close();
    for (ServerSocket server : servers) {
      server.close();
    }
  }

  private Connection connect(ScriptedDriver driver) throws SQLException {
    return connect(lab, URL, driver);
  }

  private Connection connect(Lab to, String url, ScriptedDriver driver) throws SQLException {
    return new ConnectCall(
            to.switchboard.dialer("orders-db", 5000).orElseThrow(),
            JdbcUrl.parse(url),
            driver,
            properties)
        .connect();
  }

  /** A new one that does nothing and says nothing, to the alias of the lab. */
  static Connection connection(Lab lab) throws SQLException {
    return connection(lab.switchboard.dialer("orders-db", 5000).orElseThrow());
  }

  static Connection connection(Dialer dialer) throws SQLException {
    return new ConnectCall(
            dialer,
            JdbcUrl.parse(URL),
            new ScriptedDriver(
                socket ->
                    ScriptedDriver.connection(
                        socket, (proxy, method, arguments) -> ScriptedDriver.nothing(method))),
            new Properties())
        .connect();
  }

  private long failures() {
    return lab.switchboard.snapshot().get(0).endpoints().stream()
        .mapToLong(e -> e.failures())
        .sum();
  }

  private int inFlight() {
    return lab.switchboard.snapshot().get(0).endpoints().stream().mapToInt(e -> e.inFlight()).sum();
  }

  @Test
  void aFailureIsNotSuppressedByWhatItSuppresses() throws IOException {
    try (Lab patient =
        new Lab(
            a ->
                a.withCall(
                    c ->
                        c.withRetry(
                            r ->
                                r.withBackoffBase(Duration.ofSeconds(10))
                                    .withBackoffMax(Duration.ofSeconds(10)))))) {
      patient.register(endpoints());
      ScriptedDriver driver =
          new ScriptedDriver(
              socket -> {
                Thread.currentThread().interrupt(); // so that it does not wait for its next try
                throw ScriptedDriver.broken();
              });
      assertThatThrownBy(() -> connect(patient, URL, driver))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(suppressedBy(e, new HashSet<>())).doesNotContain(e))
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("interrupted"));
      assertThat(Thread.interrupted()).as("still").isTrue();
    }
  }

  @Test
  void aLoginThatEndsWhenItsTimeIsOverIsNoConnection() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket -> {
              if (inFlight() == 1 && !tried) {
                tried = true;
                Lab.await(socket::isClosed);
              }
              return ScriptedDriver.connection(socket);
            });
    try (Connection connection = connect(driver)) {
      assertThat(driver.sockets).hasSize(2);
      assertThat(driver.sockets.get(1).isClosed()).isFalse();
      assertThat(failures()).isOne();
      assertThat(inFlight()).isOne();
      assertThat(connection.unwrap(SwitchboardConnection.class).alias()).hasToString(Lab.ALIAS);
    }
    assertThat(inFlight()).isZero();
    assertThat(Dial.live()).isZero();
  }

  @Test
  void aServerThatHangsLeavesTimeForOthers_thoughNoTryHasALimitOfItsOwn() throws Exception {
    try (Lab lab = new Lab(a -> a.withCall(c -> c.withDeadline(Duration.ofSeconds(6))))) {
      lab.register(endpoints());
      ScriptedDriver driver =
          new ScriptedDriver(
              socket -> {
                if (!tried) {
                  tried = true;
                  Lab.await(socket::isClosed);
                  throw ScriptedDriver.broken();
                }
                return ScriptedDriver.connection(socket);
              });
      connect(lab, URL, driver).close();
      assertThat(driver.sockets).hasSize(2);
    }
  }

  @Test
  void aConnectionThatIsClosedBeforeItIsReadyCountsNowhere() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket -> {
              socket.close();
              return ScriptedDriver.connection(socket);
            });
    connect(driver);
    assertThat(inFlight()).isZero();
    assertThat(Dial.live()).isZero();
  }

  @Test
  void aConnectionThatIsClosedIsForgotten_alsoByItsDrain() throws SQLException {
    WeakReference<Dial> drained = new WeakReference<>(drainedAndClosed());
    WeakReference<Dial> late = new WeakReference<>(closedAndDrained());
    Lab.await(
        () -> {
          System.gc();
          return drained.get() == null && late.get() == null;
        });
  }

  private Dial drainedAndClosed() throws SQLException {
    Connection connection = connection(lab);
    Dial dial = connection.unwrap(PinnedConnection.class).dial();
    dial.drainAfter(Duration.ofDays(1));
    connection.close();
    return dial;
  }

  private Dial closedAndDrained() throws SQLException {
    Connection connection = connection(lab);
    Dial dial = connection.unwrap(PinnedConnection.class).dial();
    connection.close();
    dial.drainAfter(Duration.ofDays(1));
    return dial;
  }

  private boolean tried;

  @Test
  void aServerThatShutsDownDuringALoginIsGoneAround() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket -> {
              if (!tried) {
                tried = true;
                throw new SQLException("terminating connection", "57P01");
              }
              return ScriptedDriver.connection(socket);
            });
    connect(driver).close();
    assertThat(driver.sockets).hasSize(2);
    assertThat(failures()).isOne();
  }

  @Test
  void whatFailsBecauseWeClosedItIsNobodysFault() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket ->
                ScriptedDriver.connection(
                    socket,
                    (proxy, method, arguments) -> {
                      throw ScriptedDriver.broken();
                    }));
    Connection aborted = connect(driver);
    aborted.abort(Runnable::run);
    assertThatThrownBy(aborted::createStatement).isInstanceOf(SQLException.class);
    Connection closed = connect(driver);
    closed.close();
    assertThatThrownBy(closed::createStatement).isInstanceOf(SQLException.class);
    Connection drained = connect(driver);
    drained.unwrap(PinnedConnection.class).dial().abort();
    assertThatThrownBy(drained::createStatement).isInstanceOf(SQLException.class);
    assertThat(failures()).isZero();
    Connection broken = connect(driver);
    assertThatThrownBy(broken::createStatement).isInstanceOf(SQLException.class);
    assertThat(failures()).isOne();
    broken.close();
  }

  @Test
  void whoeverAskedForReadOnlyGotIt() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket ->
                ScriptedDriver.connection(
                    socket,
                    (proxy, method, arguments) -> {
                      if (method.getName().equals("setReadOnly")) {
                        return null;
                      }
                      throw new SQLException("cannot execute INSERT", "25006");
                    }));
    String writable = URL + "?switchboardReadWrite=true";
    try (Connection connection = connect(lab, writable, driver)) {
      connection.setReadOnly(true);
      assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
      assertThat(failures()).isZero();
      connection.setReadOnly(false);
      assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
      assertThat(failures()).isOne();
    }
  }

  @Test
  void oneSessionThatIsKilledIsNoSign_severalSoonAre() throws SQLException {
    ScriptedDriver driver =
        new ScriptedDriver(
            socket ->
                ScriptedDriver.connection(
                    socket,
                    (proxy, method, arguments) -> {
                      throw new SQLException("terminating connection", "57P01");
                    }));
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < 6; i++) { // three to each of two endpoints
      connections.add(connect(driver));
    }
    killed(connections.get(0));
    killed(connections.get(0)); // the same
    killed(connections.get(1)); // at the other endpoint
    assertThat(failures()).isZero();
    killed(connections.get(2));
    killed(connections.get(3));
    assertThat(failures()).isEqualTo(2);
    killed(connections.get(4));
    assertThat(failures()).isEqualTo(3);
    for (Connection connection : connections) {
      connection.close();
    }
  }

  private static void killed(Connection connection) {
    assertThatThrownBy(connection::createStatement).isInstanceOf(SQLException.class);
  }

  @Test
  void allPropertiesArePassedOn() throws SQLException {
    Properties defaults = new Properties();
    defaults.setProperty("fromDefaults", "a");
    Properties given = new Properties(defaults);
    given.setProperty("text", "b");
    given.put("number", 7);
    ScriptedDriver driver = new ScriptedDriver(ScriptedDriver::connection);
    properties = given;
    connect(driver).close();
    assertThat(driver.asked.get(0))
        .containsEntry("fromDefaults", "a")
        .containsEntry("text", "b")
        .containsEntry("number", 7);
  }

  private static Set<Throwable> suppressedBy(Throwable e, Set<Throwable> seen) {
    for (Throwable suppressed : e.getSuppressed()) {
      if (seen.add(suppressed)) {
        suppressedBy(suppressed, seen);
      }
    }
    return seen;
  }
}
