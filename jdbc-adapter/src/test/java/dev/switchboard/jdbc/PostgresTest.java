package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.testkit.BlackHole;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresTest extends NetworkContract {

  @Test
  void aReadOnlyServerIsABadOneOnlyWhereItIsToBeWrittenTo() throws SQLException {
    assertThat(failuresByReadOnly(url())).isZero();
    assertThat(failuresByReadOnly(url() + "&switchboardReadWrite=true")).isOne();
  }

  private long failuresByReadOnly(String url) throws SQLException {
    try (Connection connection = source(lab, url).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET default_transaction_read_only = on");
      assertThatThrownBy(() -> statement.execute("INSERT INTO whoami VALUES (0)"))
          .isInstanceOf(SQLException.class)
          .satisfies(e -> assertThat(stackTrace(e)).contains("the server is read-only"));
      return lab.switchboard.snapshot().get(0).endpoints().stream()
          .mapToLong(EndpointSnapshot::failures)
          .sum();
    }
  }

  /** The driver gives up by itself, from another thread than the one that connects. */
  @Test
  void aBlackHoleIsGoneAround_byTheDriversOwnLoginTimeout() throws Exception {
    try (Lab slow = new Lab(a -> a.withCall(c -> c.withConnectTimeout(Duration.ofSeconds(20))));
        BlackHole hole = new BlackHole()) {
      isGoneAround(slow, hole, url() + "&loginTimeout=2");
    }
  }

  @Override
  List<Server> servers() throws Exception {
    return PostgresServers.all();
  }

  @Override
  String url() {
    return "jdbc:postgresql://orders-db:5000/orders?sslmode=disable";
  }

  @Override
  String tlsUrl(Certificate certificate) {
    return "jdbc:postgresql://orders-db:5000/orders?sslmode=verify-full&sslrootcert="
        + certificate.certificate();
  }

  @Override
  String sleep(double seconds) {
    return "SELECT pg_sleep(" + seconds + ")";
  }

  @Override
  String running(String sql) {
    return "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = '" + sql + "'";
  }

  @Override
  String resultSetClass() {
    return "org.postgresql.jdbc.PgResultSet";
  }

  @Override
  String socketTimeout(int seconds) {
    return "&socketTimeout=" + seconds;
  }

  @Override
  DataSource driverSource() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {"orders-db"});
    source.setPortNumbers(new int[] {5000});
    source.setDatabaseName("orders");
    source.setUser("app");
    source.setSslMode("disable");
    return source;
  }
}
