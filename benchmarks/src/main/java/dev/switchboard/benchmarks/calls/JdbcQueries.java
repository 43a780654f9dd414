package dev.switchboard.benchmarks.calls;

import com.sun.management.ThreadMXBean;
import dev.switchboard.Switchboard;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.jdbc.SwitchboardDataSource;
import dev.switchboard.resolve.StaticResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A simple query through Switchboard, beside PostgreSQL's driver alone; and reading rows. */
public final class JdbcQueries implements Benchmark {

  private static final int ROUNDS = 150;
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int ROWS = 100_000;
  private static final int ROUNDS_OF_ROWS = 10;
  private static final String OURS = "Switchboard";
  private static final String THEIRS = "the driver alone";
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** As its name says. */
  public JdbcQueries() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start();
        Switchboard switchboard = switchboard(Endpoint.of("127.0.0.1", server.getPort()));
        Connection theirs = DriverManager.getConnection(url("127.0.0.1:" + server.getPort()));
        Connection ours =
            SwitchboardDataSource.of(switchboard, url("orders-db:5432")).getConnection()) {
      ByTurns<Sample> queries = queries(ours, theirs, effort);
      ByTurns<Double> rows =
          new ByTurns<Double>()
              .rival(OURS, () -> bytesPerRow(ours))
              .rival(THEIRS, () -> bytesPerRow(theirs))
              .play(effort.rounds(ROUNDS_OF_ROWS));
      out.println(
          new Table("", OURS + ", of " + THEIRS, THEIRS)
              .row(
                  "queries per second",
                  queries.ratio(OURS, THEIRS, Sample::callsPerSecond).toString(),
                  number(queries.median(THEIRS, Sample::callsPerSecond)))
              .row(
                  "bytes allocated per query",
                  queries.ratio(OURS, THEIRS, Sample::bytesPerCall).toString(),
                  number(queries.median(THEIRS, Sample::bytesPerCall)))
              .row(
                  "bytes allocated per row read",
                  number(rows.median(OURS, bytes -> bytes)) + " bytes",
                  number(rows.median(THEIRS, bytes -> bytes))));
    }
  }

  private static Switchboard switchboard(Endpoint endpoint) {
    return Switchboard.builder()
        .allowLoopback()
        .resolver(StaticResolver.of(Map.of("orders-db", List.of(endpoint))))
        .build();
  }

  private static String url(String authority) {
    return "jdbc:postgresql://" + authority + "/postgres?user=postgres&sslmode=disable";
  }

  private static ByTurns<Sample> queries(Connection ours, Connection theirs, Effort effort)
      throws Exception {
    try (Callers callers = new Callers(1)) {
      callers.play(effort.time(WARM_UP), () -> query(ours));
      callers.play(effort.time(WARM_UP), () -> query(theirs));
      return new ByTurns<Sample>()
          .rival(OURS, () -> callers.play(effort.time(TURN), () -> query(ours)))
          .rival(THEIRS, () -> callers.play(effort.time(TURN), () -> query(theirs)))
          .play(effort.rounds(ROUNDS));
    }
  }

  private static void query(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("SELECT 7");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      rows.getInt(1);
    }
  }

  private static double bytesPerRow(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT generate_series(1, " + ROWS + ")");
        ResultSet rows = statement.executeQuery()) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long sum = 0;
      while (rows.next()) {
        sum += rows.getInt(1);
      }
      if (sum != ROWS * (ROWS + 1L) / 2) {
        throw new IllegalStateException("the rows add up to " + sum);
      }
      return (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / ROWS;
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
