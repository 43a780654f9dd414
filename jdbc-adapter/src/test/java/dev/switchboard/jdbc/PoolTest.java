package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.ResolutionError;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A HikariCP pool over real PostgreSQL servers whose endpoints come and go. */
@Timeout(120)
class PoolTest {

  private final Lab lab = new Lab();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<SwitchboardPool> pools = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    lab.with(PostgresServers.all());
  }

  @AfterEach
  void stop() throws IOException {
    pools.forEach(SwitchboardPool::close);
    threads.shutdownNow();
    lab.close();
  }

  private SwitchboardPool pool(int size, PoolPolicy policy) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(
        SwitchboardDataSource.of(
            lab.switchboard, "jdbc:postgresql://orders-db:5000/orders?sslmode=disable"));
    config.setUsername("app");
    config.setPassword("secret-of-app");
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(20_000);
    SwitchboardPool pool = SwitchboardPool.around(new HikariDataSource(config), policy);
    pools.add(pool);
    return pool;
  }

  private static Endpoint endpoint(Connection connection) throws SQLException {
    return connection.unwrap(SwitchboardConnection.class).endpoint();
  }

  private Endpoint at(int relay) {
    return lab.relays.get(relay).endpoint();
  }

  private int open(int relay) {
    return lab.relays.get(relay).open();
  }

  private static void filled(SwitchboardPool pool, int size) throws SQLException {
    HikariDataSource hikari = pool.unwrap(HikariDataSource.class);
    Lab.await(() -> hikari.getHikariPoolMXBean().getIdleConnections() == size);
  }

  @Test
  void aRemovedEndpointIsNotBorrowedAgain_thoughThePoolIsHot() throws Exception {
    SwitchboardPool pool = pool(6, PoolPolicy.defaults());
    filled(pool, 6);
    assertThat(lab.connections()).containsExactly(2, 2, 2);
    lab.register(at(1), at(2));
    for (int i = 0; i < 20; i++) {
      assertThat(endpoints(pool, 6)).doesNotContain(at(0));
    }
  }

  /** Where all connections of a pool go, for alone HikariCP gives a thread the same again. */
  private static List<Endpoint> endpoints(SwitchboardPool pool, int size) throws SQLException {
    List<Connection> borrowed = new ArrayList<>();
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      borrowed.add(pool.getConnection());
      endpoints.add(endpoint(borrowed.get(i)));
    }
    for (Connection connection : borrowed) {
      connection.close();
    }
    return endpoints;
  }

  @Test
  void theEndpointsOfTheOthersKeepTheirs() throws Exception {
    SwitchboardPool pool = pool(6, PoolPolicy.defaults());
    filled(pool, 6);
    int before = lab.relays.get(1).accepted();
    lab.resolver.fail("orders-db", new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "down"));
    lab.register();
    for (int i = 0; i < 50; i++) {
      pool.getConnection().close();
    }
    assertThat(lab.connections()).as("a registry in trouble retires none").containsExactly(2, 2, 2);
    assertThat(lab.relays.get(1).accepted()).isEqualTo(before);
  }

  @Test
  void aConnectionInUseMayFinish() throws Exception {
    SwitchboardPool pool = pool(3, PoolPolicy.defaults());
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      Endpoint mine = endpoint(connection);
      lab.register(
          lab.relays.stream()
              .map(Relay::endpoint)
              .filter(e -> !e.equals(mine))
              .toArray(Endpoint[]::new));
      assertThat(statement.execute("SELECT 1")).isTrue();
    }
  }

  @Test
  void aConnectionInUseIsClosedByForceWhenItsTimeIsOver() throws Exception {
    SwitchboardPool pool = pool(3, PoolPolicy.defaults().withDrain(Duration.ofMillis(300)));
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      Endpoint mine = endpoint(connection);
      Future<Boolean> ended =
          threads.submit(
              () -> {
                try {
                  return statement.execute("SELECT pg_sleep(60)");
                } catch (SQLException e) {
                  return false;
                }
              });
      lab.register(
          lab.relays.stream()
              .map(Relay::endpoint)
              .filter(e -> !e.equals(mine))
              .toArray(Endpoint[]::new));
      assertThat(ended.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  void anEndpointThatComesBackInTimeKeepsItsConnections() throws Exception {
    SwitchboardPool pool = pool(3, PoolPolicy.defaults().withDrain(Duration.ofMillis(200)));
    try (Connection connection = pool.getConnection()) {
      Endpoint mine = endpoint(connection);
      Endpoint[] all = {at(0), at(1), at(2)};
      lab.register(
          lab.relays.stream()
              .map(Relay::endpoint)
              .filter(e -> !e.equals(mine))
              .toArray(Endpoint[]::new));
      lab.register(all);
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.execute("SELECT pg_sleep(0.5)")).isTrue();
      }
      assertThat(connection.unwrap(SwitchboardConnection.class).isRetired()).isFalse();
    }
  }

  @Test
  void aNewEndpointGetsItsShareLittleByLittle() throws Exception {
    lab.register(at(0), at(1));
    Duration moveOver = Duration.ofSeconds(12);
    SwitchboardPool pool = pool(12, PoolPolicy.defaults().withMoveOver(moveOver));
    filled(pool, 12);
    assertThat(open(0)).isEqualTo(6);
    assertThat(open(1)).isEqualTo(6);
    long start = System.nanoTime();
    lab.register(at(0), at(1), at(2));
    Lab.await(
        () -> {
          try {
            return endpoints(pool, 12).stream().filter(at(2)::equals).count() == 4;
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(took)
        .as("four moves of twelve, each after half a share of the time at least")
        .isGreaterThan(moveOver.dividedBy(12).multipliedBy(4).dividedBy(2));
    Lab.await(() -> open(0) == 4 && open(1) == 4);
    int dialed = lab.relays.stream().mapToInt(Relay::accepted).sum();
    long calm = System.nanoTime();
    while (System.nanoTime() - calm < Duration.ofSeconds(1).toNanos()) {
      assertThat(endpoints(pool, 12)).hasSize(12);
    }
    assertThat(lab.relays.stream().mapToInt(Relay::accepted).sum())
        .as("then it is calm")
        .isEqualTo(dialed);
  }

  @Test
  void aRollingReplacementUnderLoadFailsNoBorrowAndUsesNoServerThatIsGone() throws Exception {
    SwitchboardPool pool = pool(8, PoolPolicy.defaults().withMoveOver(Duration.ofSeconds(1)));
    ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
    AtomicLong borrows = new AtomicLong();
    List<Future<?>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(threads.submit(() -> load(pool, failures, borrows)));
    }
    List<Server> servers = PostgresServers.all();
    for (int i = 0; i < 3; i++) {
      Relay next = new Relay(servers.get(i).port());
      lab.relays.add(next);
      List<Endpoint> listed = new ArrayList<>();
      for (int j = i + 1; j < lab.relays.size(); j++) {
        listed.add(at(j));
      }
      Lab.await(() -> borrows.get() > 0);
      lab.register(listed.toArray(Endpoint[]::new));
      Relay old = lab.relays.get(i);
      long mark = borrows.get();
      Lab.await(() -> borrows.get() > mark + 500 && old.open() == 0);
      old.kill();
    }
    long mark = borrows.get();
    Lab.await(() -> borrows.get() > mark + 500);
    threads.shutdownNow();
    for (Future<?> caller : callers) {
      caller.get(20, TimeUnit.SECONDS);
    }
    assertThat(failures).isEmpty();
    assertThat(borrows).hasValueGreaterThan(2000);
  }

  private void load(
      SwitchboardPool pool, ConcurrentLinkedQueue<Exception> failures, AtomicLong borrows) {
    while (!threads.isShutdown()) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        borrows.incrementAndGet();
      } catch (SQLException e) {
        if (!threads.isShutdown()) {
          failures.add(e);
        }
      }
    }
  }
}
