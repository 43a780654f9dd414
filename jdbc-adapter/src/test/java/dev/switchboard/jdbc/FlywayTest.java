package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.SettableResolver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application stack that has never heard of Switchboard works by the URL alone. */
class FlywayTest {

  @Test
  @Timeout(120)
  void hikariAndFlywayWorkOnThePrefix() throws Exception {
    Server server = PostgresServers.all().get(0);
    SettableResolver resolver =
        new SettableResolver().set("orders-db", Endpoint.of("127.0.0.1", server.port()));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:switchboard:postgresql://orders-db:5432/orders");
    config.setUsername("app");
    config.setPassword("secret-of-app");
    try (Switchboard switchboard =
        Switchboard.builder().allowLoopback().resolver(resolver).build()) {
      Switchboard.share(switchboard);
      try (HikariDataSource pool = new HikariDataSource(config)) {
        int migrations =
            Flyway.configure()
                .dataSource(pool)
                .locations("classpath:dev/switchboard/jdbc/migrations")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate()
                .migrationsExecuted;
        assertThat(migrations).isEqualTo(2);
        try (Connection connection = pool.getConnection();
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT name FROM items ORDER BY id")) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).isEqualTo("screw");
        }
      } finally {
        Switchboard.resetShared();
      }
    }
  }
}
