package dev.switchboard.examples.orders;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/**
 * Several threads of an orders service that read from {@code mysql:3306}. Switchboard repeats no
 * statement; that a read may be repeated only the application knows, so it does it.
 */
final class Load {

  private static final int THREADS = 8;
  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 10;
  private static final int MAX_REPORTED = 10;

  private final DataSource pool;
  private final LongAdder calls = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  private Load(DataSource pool) {
    this.pool = pool;
  }

  static Load start(DataSource pool) {
    Load load = new Load(pool);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(load::run, "order-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void run() {
    while (running) {
      calls.increment();
      try {
        order();
        Thread.sleep(PAUSE_MILLIS);
      } catch (SQLException e) {
        failed.increment();
        if (failed.sum() <= MAX_REPORTED) {
          System.out.println("  FAILED " + e);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void order() throws SQLException {
    for (int number = 1; ; number++) {
      try {
        read();
        return;
      } catch (SQLException e) {
        boolean connectionBroke = e.getSQLState() != null && e.getSQLState().startsWith("08");
        if (!connectionBroke || number == TRIES) {
          throw e;
        }
        repeated.increment();
      }
    }
  }

  private void read() throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name FROM items WHERE id = 1")) {
      rows.next();
    }
  }

  /** Lets what is under way end. */
  void stop() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  long calls() {
    return calls.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** Reads that the application repeated because their connection broke. */
  long repeated() {
    return repeated.sum();
  }
}
