package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testkit.BlackHole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for every driver, against three real servers of it. */
@Timeout(120)
abstract class DriverContract {

  final Lab lab = new Lab();
  List<Server> servers = List.of();
  private final List<Connection> direct = new ArrayList<>();

  /** Three of them. */
  abstract List<Server> servers() throws Exception;

  /** A URL for the alias, without TLS. */
  abstract String url();

  /** The same with a certificate to be checked against the alias. */
  abstract String tlsUrl(Certificate certificate);

  /** Sleeps in the server. */
  abstract String sleep(double seconds);

  /** The driver's own, for the alias without TLS. */
  abstract javax.sql.DataSource driverSource() throws SQLException;

  /** How many run this statement in the server. */
  abstract String running(String sql);

  /** The driver's own result set. */
  abstract String resultSetClass();

  @BeforeEach
  void start() throws Exception {
    servers = servers();
    lab.with(servers);
  }

  @AfterEach
  void stop() throws IOException, SQLException {
    for (Connection connection : direct) {
      connection.close();
    }
    lab.close();
  }

  SwitchboardDataSource source(Lab of, String url) {
    return SwitchboardDataSource.of(of.switchboard, url)
        .withProperty("user", "app")
        .withProperty("password", "secret-of-app");
  }

  Connection connect() throws SQLException {
    return source(lab, url()).getConnection();
  }

  static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** The server a connection says it goes to. */
  static int whoami(Connection connection) throws SQLException {
    return number(connection, "SELECT id FROM whoami");
  }

  int portBehind(Endpoint endpoint) {
    for (int i = 0; i < lab.relays.size(); i++) {
      if (lab.relays.get(i).endpoint().port() == endpoint.port()) {
        return servers.get(i).port();
      }
    }
    throw new AssertionError("no relay at " + endpoint);
  }

  private static SwitchboardConnection ours(Connection connection) throws SQLException {
    return connection.unwrap(SwitchboardConnection.class);
  }

  @Test
  void connectsThroughTheAlias() throws SQLException {
    try (Connection connection = connect()) {
      assertThat(whoami(connection)).isEqualTo(portBehind(ours(connection).endpoint()));
      assertThat(ours(connection).alias()).hasToString(Lab.ALIAS);
      assertThat(connection.isValid(5)).isTrue();
      assertThat(connection.getMetaData().getURL())
          .startsWith(url().substring(0, url().indexOf("//")))
          .contains("//" + Lab.ALIAS + "/orders")
          .doesNotContain("switchboard", "socketFactory");
    }
  }

  @Test
  void connectsAsTheDriversOwnDataSourceWould() throws SQLException {
    SwitchboardDataSource source =
        SwitchboardDataSource.around(lab.switchboard, driverSource())
            .withProperty("password", "secret-of-app");
    try (Connection connection = source.getConnection()) {
      assertThat(whoami(connection)).isEqualTo(portBehind(ours(connection).endpoint()));
    }
    SwitchboardDataSource another = source.withProperty("user", "somebody");
    try (Connection connection = another.getConnection("app", "secret-of-app")) {
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThatThrownBy(() -> source.getConnection("somebody", "else"))
        .as("not the one it holds")
        .isInstanceOf(SQLException.class);
  }

  @Test
  void everythingThatLeadsToAConnectionLeadsToOurs() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1");
        ResultSet rows = prepared.executeQuery()) {
      assertThat(statement.getConnection()).isSameAs(connection);
      assertThat(prepared.getConnection()).isSameAs(connection);
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      assertThat(rows.getClass().getName()).as("never wrapped").isEqualTo(resultSetClass());
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(SwitchboardConnection.class)).isTrue();
      assertThat(connection.isWrapperFor(java.sql.Driver.class)).isFalse();
    }
  }

  @Test
  void aPoolThatIsFilledFromColdByFiftyThreadsIsEven() throws Exception {
    int callers = 50;
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<Connection> open = new ArrayList<>();
    try {
      CyclicBarrier start = new CyclicBarrier(callers);
      List<Future<Connection>> connections = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        connections.add(
            threads.submit(
                () -> {
                  start.await();
                  return connect();
                }));
      }
      for (Future<Connection> connection : connections) {
        open.add(connection.get());
      }
      assertThat(lab.connections()).allMatch(n -> n == 16 || n == 17);
    } finally {
      threads.shutdownNow();
      for (Connection connection : open) {
        connection.close();
      }
    }
    Lab.await(() -> lab.connections().equals(List.of(0, 0, 0)));
    assertThat(Dial.live()).as("nothing is kept of closed connections").isZero();
  }

  @Test
  void aServerThatRefusesIsGoneAround() throws Exception {
    lab.relays.get(0).kill();
    try (Connection one = connect();
        Connection two = connect();
        Connection three = connect()) { // one of them goes to the dead one first
      for (Connection connection : List.of(one, two, three)) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }
    Endpoint dead = lab.relays.get(0).endpoint();
    assertThat(lab.snapshot(dead).failures()).isPositive();
    assertThat(lab.snapshot(dead).inFlight()).isZero();
  }

  @Test
  void aServerThatHangsAtLoginIsGoneAround_inItsShareOfTheTime() throws Exception {
    try (Lab hasty = hasty();
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Relay good = new Relay(servers.get(0).port());
      hasty.relays.add(good);
      Endpoint hangs = Endpoint.of("127.0.0.1", silent.getLocalPort());
      hasty.register(hangs, good.endpoint());
      try (Connection one = source(hasty, url()).getConnection();
          Connection two = source(hasty, url()).getConnection()) { // one hangs at first
        assertThat(ours(one).endpoint()).isEqualTo(good.endpoint());
        assertThat(ours(two).endpoint()).isEqualTo(good.endpoint());
      }
      assertThat(hasty.snapshot(hangs).failures()).isPositive();
    }
  }

  @Test
  void aBlackHoleIsGoneAround() throws Exception {
    try (Lab quick = new Lab(a -> a.withCall(c -> c.withConnectTimeout(Duration.ofMillis(300))));
        BlackHole hole = new BlackHole()) {
      isGoneAround(quick, hole, url());
    }
  }

  /** A dial to each endpoint, of which one is made again. */
  void isGoneAround(Lab by, BlackHole hole, String url) throws Exception {
    Relay good = new Relay(servers.get(0).port());
    by.relays.add(good);
    by.register(Lab.endpoint(hole), good.endpoint());
    try (Connection one = source(by, url).getConnection();
        Connection two = source(by, url).getConnection()) {
      assertThat(ours(one).endpoint()).isEqualTo(good.endpoint());
      assertThat(ours(two).endpoint()).isEqualTo(good.endpoint());
    }
    assertThat(by.snapshot(Lab.endpoint(hole)).failures()).isPositive();
    assertThat(by.snapshot(Lab.endpoint(hole)).inFlight()).isZero();
  }

  /** Gives a login 500 ms. */
  private static Lab hasty() {
    return new Lab(a -> a.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(500))));
  }

  @Test
  void wrongPasswordIsTheDriversException_triedOnce_andNobodysFault() {
    String password = "Wr0ng-p4ssw0rd";
    SwitchboardDataSource wrong = source(lab, url()).withProperty("password", password);
    assertThatThrownBy(wrong::getConnection)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getSQLState()).startsWith("28");
              assertThat(e.getSuppressed()).hasSize(1);
              assertThat(e.getSuppressed()[0])
                  .hasMessageStartingWith(Lab.ALIAS + ": attempt 1 of 3 on 127.0.0.1:")
                  .hasMessageContaining("user, password, database or a property are refused");
              assertThat(stackTrace(e)).doesNotContain(password);
            });
    assertThat(lab.switchboard.snapshot().get(0).endpoints())
        .allMatch(e -> e.failures() == 0 && e.inFlight() == 0);
    assertThat(lab.relays.stream().mapToInt(Relay::accepted).sum()).isOne();
  }

  static String stackTrace(Throwable e) {
    java.io.StringWriter text = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void unknownDatabaseIsTriedOnce() {
    SwitchboardDataSource wrong = source(lab, url().replace("/orders?", "/nosuchdb?"));
    assertThatThrownBy(wrong::getConnection).isInstanceOf(SQLException.class);
    assertThat(lab.relays.stream().mapToInt(Relay::accepted).sum()).isOne();
    assertThat(lab.switchboard.snapshot().get(0).endpoints()).allMatch(e -> e.failures() == 0);
  }

  @Test
  void withoutAnEndpointItSaysWhy() {
    try (Lab empty = new Lab(a -> a.withCall(c -> c.withEndpointTimeout(Duration.ZERO)))) {
      empty.register();
      assertThatThrownBy(() -> source(empty, url()).getConnection())
          .isInstanceOf(java.sql.SQLTransientConnectionException.class)
          .hasMessageContaining("no endpoint for " + Lab.ALIAS);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theCertificateIsForTheAlias() throws SQLException {
    String url = tlsUrl(servers.get(0).certificate());
    try (Connection connection = source(lab, url).getConnection()) {
      assertThat(whoami(connection)).isPositive();
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws SQLException {
    lab.resolver.set("other-db", lab.relays.stream().map(Relay::endpoint).toArray(Endpoint[]::new));
    String url = tlsUrl(servers.get(0).certificate()).replace("orders-db", "other-db");
    assertThatThrownBy(() -> source(lab, url).getConnection())
        .isInstanceOf(SQLException.class)
        .satisfies(e -> assertThat(stackTrace(e)).containsAnyOf("TLS failed", "the login failed"))
        .satisfies(
            e ->
                assertThat(lab.switchboard.dialer("other-db", 5000).orElseThrow())
                    .extracting(dialer -> dialer.upstream().traffic().tlsFailures() > 0)
                    .isEqualTo(stackTrace(e).contains("TLS failed")));
  }

  @Test
  void cancelReachesTheServerThatRunsTheQuery_andNoStranger() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Random random = new Random(7);
    try (Connection a = connect();
        Connection b = connect();
        Connection c = connect()) {
      List<Connection> connections = List.of(a, b, c);
      Map<Integer, Connection> observers = observers();
      int rounds = Integer.getInteger("switchboard.cancels", 200);
      for (int i = 0; i < rounds; i++) {
        String query = sleep(60 + i); // another each time: the last one may still be shown
        Connection victim = connections.get(random.nextInt(3));
        Connection bystander = connections.get((connections.indexOf(victim) + 1) % 3);
        try (Statement slow = victim.createStatement();
            Statement innocent = bystander.createStatement()) {
          Future<Boolean> cancelled = threads.submit(() -> interrupted(slow, query));
          Future<Boolean> disturbed = threads.submit(() -> interrupted(innocent, sleep(0.03)));
          awaitRunning(query, victim, observers);
          slow.cancel();
          assertThat(cancelled.get(20, TimeUnit.SECONDS)).as("round %d", i).isTrue();
          assertThat(disturbed.get(20, TimeUnit.SECONDS)).as("round %d", i).isFalse();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Until the server behind the connection runs this, as another session sees. */
  private void awaitRunning(String query, Connection connection, Map<Integer, Connection> observers)
      throws SQLException {
    Connection observer =
        Objects.requireNonNull(observers.get(portBehind(ours(connection).endpoint())));
    Lab.await(
        () -> {
          try {
            return number(observer, running(query)) > 0;
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A session on each server, which looks at the others. */
  private Map<Integer, Connection> observers() throws SQLException {
    Map<Integer, Connection> observers = new HashMap<>();
    for (Server server : servers) {
      observers.put(server.port(), direct(server.port()));
    }
    return observers;
  }

  /** Without Switchboard. */
  private Connection direct(int port) throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            url().replace(Lab.ALIAS, "127.0.0.1:" + port), "app", "secret-of-app");
    direct.add(connection);
    return connection;
  }

  /** Whether it fails, or returns 1, as {@code SLEEP} may where it is interrupted at its end. */
  private static boolean interrupted(Statement statement, String sleep) {
    try (ResultSet rows = statement.executeQuery(sleep)) {
      rows.next();
      return "1".equals(rows.getString(1));
    } catch (SQLException e) {
      return true;
    }
  }

  @Test
  void aQueryTimeoutReachesTheServerThatRunsTheQuery() throws SQLException {
    try (Connection first = connect();
        Connection second = connect();
        Connection third = connect()) {
      for (Connection connection : List.of(first, second, third)) {
        try (Statement slow = connection.createStatement()) {
          slow.setQueryTimeout(1);
          long start = System.nanoTime();
          assertThatThrownBy(() -> slow.execute(sleep(30))).isInstanceOf(SQLException.class);
          assertThat(Duration.ofNanos(System.nanoTime() - start))
              .isLessThan(Duration.ofSeconds(20));
        }
        assertThat(connection.isValid(5)).as("only the query ended").isTrue();
      }
    }
    assertThat(lab.switchboard.snapshot().get(0).endpoints()).allMatch(e -> e.failures() == 0);
  }

  @Test
  void aTransactionWhoseServerDiesFailsOnce_andNothingIsReplayed() throws Exception {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      Endpoint endpoint = ours(connection).endpoint();
      whoami(connection);
      int dialed = lab.relays.stream().mapToInt(Relay::accepted).sum();
      relay(endpoint).kill();
      assertThatThrownBy(() -> whoami(connection))
          .isInstanceOfSatisfying(
              SQLException.class,
              e ->
                  assertThat(e.getSuppressed())
                      .anySatisfy(
                          s ->
                              assertThat(s)
                                  .hasMessageContaining(Lab.ALIAS)
                                  .hasMessageContaining(endpoint.toString())
                                  .hasMessageContaining("the connection broke")));
      assertThat(lab.relays.stream().mapToInt(Relay::accepted).sum()).isEqualTo(dialed);
      Lab.await(() -> lab.snapshot(endpoint).failures() == 1);
      assertThatThrownBy(() -> whoami(connection)).isInstanceOf(SQLException.class);
      assertThat(lab.snapshot(endpoint).failures()).as("counts once").isOne();
      assertThat(ours(connection).endpoint()).as("for life").isEqualTo(endpoint);
    }
  }

  Relay relay(Endpoint endpoint) {
    return lab.relays.stream()
        .filter(r -> r.endpoint().port() == endpoint.port())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aStatementThatFailsIsNoFaultOfTheServer() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> statement.execute("SELEKT 1"))
            .isInstanceOf(SQLException.class)
            .satisfies(e -> assertThat(e.getSuppressed()).isEmpty());
      }
      assertThat(connection.isValid(5)).isTrue();
    }
    assertThat(lab.switchboard.snapshot().get(0).endpoints()).allMatch(e -> e.failures() == 0);
  }

  @Test
  void aConnectionToARemovedEndpointIsNotValid_butAFailingRegistryRetiresNone()
      throws SQLException {
    try (Connection connection = connect()) {
      Endpoint mine = ours(connection).endpoint();
      lab.resolver.fail(
          "orders-db",
          new dev.switchboard.resolve.ResolutionError(
              dev.switchboard.resolve.ResolutionError.Kind.UNAVAILABLE, "down"));
      assertThat(connection.isValid(5)).isTrue();
      lab.register(
          lab.relays.stream()
              .map(Relay::endpoint)
              .filter(e -> e.port() != mine.port())
              .toArray(Endpoint[]::new));
      assertThat(ours(connection).isRetired()).isTrue();
      assertThat(connection.isValid(5)).isFalse();
      assertThat(whoami(connection)).as("it works on").isPositive();
    }
  }

  @Test
  void tooManyConnectionsIsGoneAround_andIsNoFaultOfTheServer() throws Exception {
    int full = servers.get(0).port();
    assertThatThrownBy(
            () -> {
              while (true) {
                direct(full);
              }
            })
        .isInstanceOf(SQLException.class);
    try (Connection one = connect();
        Connection two = connect();
        Connection three = connect()) { // one of them is refused at first
      for (Connection connection : List.of(one, two, three)) {
        assertThat(whoami(connection)).isNotEqualTo(full);
      }
    }
    assertThat(lab.relays.get(0).accepted()).as("it was asked").isPositive();
    assertThat(lab.snapshot(lab.relays.get(0).endpoint()).failures()).isZero();
  }

  @Test
  void abortEndsTheConnectionAndItsQuery() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (Connection connection = connect();
        Statement slow = connection.createStatement()) {
      String query = sleep(60);
      Future<Boolean> ended = threads.submit(() -> interrupted(slow, query));
      awaitRunning(query, connection, observers());
      connection.abort(threads);
      assertThat(ended.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(connection.isClosed()).isTrue();
      assertThat(lab.switchboard.snapshot().get(0).endpoints()).allMatch(e -> e.failures() == 0);
    } finally {
      threads.shutdownNow();
    }
    Lab.await(() -> lab.connections().equals(List.of(0, 0, 0)));
  }
}
