package dev.switchboard.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Three PostgreSQL servers, started when first asked for, stopped with the process. */
final class PostgresServers {

  private static final List<Server> ALL = new ArrayList<>();

  private PostgresServers() {}

  static List<Server> all() throws Exception {
    if (ALL.isEmpty()) {
      Certificate certificate = Certificate.of("orders-db");
      for (int i = 0; i < 3; i++) {
        ALL.add(start(certificate));
      }
    }
    return ALL;
  }

  /** One more, which a test may stop. */
  static Postgres start(Certificate certificate) throws IOException, SQLException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", certificate.certificate().toString())
            .setServerConfig("ssl_key_file", certificate.key().toString())
            .setServerConfig("max_connections", "120")
            .start();
    try (Connection root = server.getPostgresDatabase().getConnection();
        Statement statement = root.createStatement()) {
      requirePasswords(statement);
      statement.execute("CREATE USER app PASSWORD 'secret-of-app'");
      statement.execute("CREATE DATABASE orders OWNER app");
    }
    try (Connection root = server.getDatabase("postgres", "orders").getConnection();
        Statement statement = root.createStatement()) {
      statement.execute("CREATE TABLE whoami (id INT)");
      statement.execute("INSERT INTO whoami VALUES (" + server.getPort() + ")");
      statement.execute("GRANT ALL ON whoami TO app");
      statement.execute("GRANT CREATE ON SCHEMA public TO app");
      statement.execute("GRANT pg_signal_backend TO app");
    }
    return new Postgres(server, certificate);
  }

  /** The embedded server trusts everybody. */
  private static void requirePasswords(Statement statement) throws SQLException, IOException {
    try (ResultSet rows = statement.executeQuery("SHOW hba_file")) {
      rows.next();
      Files.writeString(
          Path.of(rows.getString(1)),
          "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
    }
    statement.execute("SELECT pg_reload_conf()");
  }

  record Postgres(EmbeddedPostgres server, Certificate certificate) implements Server {
    @Override
    public int port() {
      return server.getPort();
    }

    void stop() throws IOException {
      server.close();
    }
  }
}
