package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** What a pool refuses, and for how long it tries. */
@Timeout(60)
class PoolLimitsTest {

  /** Of a pool that opens no connection before it is asked for one. */
  private static HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setInitializationFailTimeout(-1);
    config.setMinimumIdle(0);
    config.setMaximumPoolSize(1);
    return config;
  }

  private static DataSource source(Callable<Connection> connection) {
    return (DataSource)
        Proxy.newProxyInstance(
            PoolLimitsTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) ->
                method.getName().equals("getConnection")
                    ? connection.call()
                    : ScriptedDriver.nothing(method));
  }

  @Test
  void connectionsPastSwitchboardAreRefused() {
    HikariConfig url = config();
    url.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/orders?password=s3cret");
    isRefused(url, "Write config.setJdbcUrl(\"jdbc:switchboard:...\")");
    HikariConfig source = config();
    source.setDataSource(new PGSimpleDataSource());
    isRefused(source, "config.setDataSource(SwitchboardDataSource.around(switchboard, ...))");
    HikariConfig name = config();
    name.setDataSourceClassName(PGSimpleDataSource.class.getName());
    isRefused(name, "Write config.setJdbcUrl(...) instead of setDataSourceClassName");
  }

  private static void isRefused(HikariConfig config, String message) {
    try (HikariDataSource hikari = new HikariDataSource(config)) {
      assertThatThrownBy(() -> SwitchboardPool.around(hikari))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("do not go through Switchboard")
          .hasMessageContaining(message)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }
  }

  @Test
  void connectionsPastSwitchboardAreRefusedLaterWhereTheConfigurationDoesNotTell() {
    HikariConfig config = config();
    config.setDataSource(source(PoolLimitsTest::anothers));
    try (SwitchboardPool pool = SwitchboardPool.around(new HikariDataSource(config))) {
      for (int i = 0; i < 3; i++) { // of one connection, which it gets back
        assertThatThrownBy(pool::getConnection)
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("do not go through Switchboard");
      }
    }
  }

  /** A connection that nobody has wrapped. */
  private static Connection anothers() {
    return ScriptedDriver.connection(
        new Socket(), (proxy, method, arguments) -> ScriptedDriver.nothing(method));
  }

  @Test
  void endpointsThatGoAtOnceHoldNobodyForEver() throws IOException {
    try (Lab lab = new Lab();
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Endpoint a = Endpoint.of("127.0.0.1", server.getLocalPort());
      Endpoint b = Endpoint.of("127.0.0.1", other.getLocalPort());
      lab.register(a);
      HikariConfig config = config();
      config.setConnectionTimeout(1_000);
      config.setDataSource(
          source(
              () -> {
                Connection connection = ConnectCallTest.connection(lab);
                boolean goesToA =
                    connection.unwrap(SwitchboardConnection.class).endpoint().port() == a.port();
                lab.register(goesToA ? b : a);
                return connection;
              }));
      try (SwitchboardPool pool = SwitchboardPool.around(new HikariDataSource(config))) {
        long start = System.nanoTime();
        assertThatThrownBy(pool::getConnection)
            .isInstanceOf(SQLTransientConnectionException.class)
            .hasMessageContaining("within 1000 ms was to an endpoint that had gone meanwhile");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      }
    }
  }
}
