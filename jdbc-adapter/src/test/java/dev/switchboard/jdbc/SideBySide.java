package dev.switchboard.jdbc;

import com.sun.management.ThreadMXBean;
import dev.switchboard.endpoint.Endpoint;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * A simple query through Switchboard against the driver alone, by turns in one run, and what
 * reading a row allocates. Not a test: what it prints is in docs/performance.md.
 */
final class SideBySide {

  private static final int ROUNDS = 41;
  private static final int QUERIES = 1500;
  private static final int ROWS = 100_000;

  private SideBySide() {}

  public static void main(String[] args) throws Exception {
    Server server = PostgresServers.all().get(0);
    String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/orders?sslmode=disable";
    try (Lab lab = new Lab()) {
      lab.register(Endpoint.of("127.0.0.1", server.port()));
      SwitchboardDataSource source =
          SwitchboardDataSource.of(
                  lab.switchboard, "jdbc:postgresql://orders-db:5000/orders?sslmode=disable")
              .withProperty("user", "app")
              .withProperty("password", "secret-of-app");
      try (Connection raw = DriverManager.getConnection(url, "app", "secret-of-app");
          Connection ours = source.getConnection()) {
        rates(raw, ours);
        System.out.printf(
            "bytes allocated per row: raw %.2f, ours %.2f%n", perRow(raw), perRow(ours));
      }
    }
    System.exit(0);
  }

  private static void rates(Connection raw, Connection ours) throws SQLException {
    double[] ratios = new double[ROUNDS];
    for (int i = -10; i < ROUNDS; i++) { // the first ones warm up
      boolean rawFirst = i % 2 == 0;
      double first = seconds(rawFirst ? raw : ours);
      double second = seconds(rawFirst ? ours : raw);
      if (i >= 0) {
        ratios[i] = rawFirst ? first / second : second / first;
      }
    }
    Arrays.sort(ratios);
    System.out.printf(
        "rate of ours by that of raw: median %.3f, quartiles %.3f to %.3f%n",
        ratios[ROUNDS / 2], ratios[ROUNDS / 4], ratios[ROUNDS * 3 / 4]);
  }

  private static double seconds(Connection connection) throws SQLException {
    long start = System.nanoTime();
    for (int i = 0; i < QUERIES; i++) {
      try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM whoami");
          ResultSet rows = statement.executeQuery()) {
        rows.next();
        rows.getInt(1);
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double perRow(Connection connection) throws SQLException {
    double least = Double.MAX_VALUE;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 10; i++) {
      try (PreparedStatement statement =
              connection.prepareStatement("SELECT generate_series(1, " + ROWS + ")");
          ResultSet rows = statement.executeQuery()) {
        long before = threads.getCurrentThreadAllocatedBytes();
        int sum = 0;
        while (rows.next()) {
          sum += rows.getInt(1);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        least = Math.min(least, sum == 0 ? Double.MAX_VALUE : (double) allocated / ROWS);
      }
    }
    return least;
  }
}
