package dev.switchboard.jdbc;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.SettableResolver;
import java.sql.Connection;
import java.sql.SQLException;

/** What {@link ModulePathTest} runs: a connection by each driver, each in a module of its own. */
final class OnModulePath {

  private OnModulePath() {}

  /** Takes the ports of a PostgreSQL and a MariaDB server. */
  public static void main(String[] ports) {
    SettableResolver resolver = new SettableResolver();
    resolver.set("orders-db", Endpoint.of("127.0.0.1", Integer.parseInt(ports[0])));
    resolver.set("carts-db", Endpoint.of("127.0.0.1", Integer.parseInt(ports[1])));
    try (Switchboard switchboard =
        Switchboard.builder().allowLoopback().resolver(resolver).build()) {
      connect(switchboard, "jdbc:postgresql://orders-db:5000/orders?sslmode=disable");
      connect(switchboard, "jdbc:mysql://carts-db:5000/orders?sslMode=DISABLED");
      connect(switchboard, "jdbc:mariadb://carts-db:5000/orders?sslMode=disable");
    }
  }

  private static void connect(Switchboard switchboard, String url) {
    SwitchboardDataSource source = SwitchboardDataSource.of(switchboard, url);
    try (Connection connection = source.getConnection("app", "secret-of-app")) {
      Module driver = connection.unwrap(PinnedConnection.class).delegate.getClass().getModule();
      System.out.println(driver.getName() + " " + DriverContract.whoami(connection));
    } catch (SQLException e) {
      System.out.println(e.getMessage());
    }
  }
}
