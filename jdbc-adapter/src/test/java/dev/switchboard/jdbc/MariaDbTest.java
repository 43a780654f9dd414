package dev.switchboard.jdbc;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

class MariaDbTest extends NetworkContract {

  @Override
  List<Server> servers() throws Exception {
    return MariaDbServers.all();
  }

  @Override
  String url() {
    return "jdbc:mariadb://orders-db:5000/orders?sslMode=disable";
  }

  @Override
  String tlsUrl(Certificate certificate) {
    return "jdbc:mariadb://orders-db:5000/orders?sslMode=verify-full&serverSslCert="
        + certificate.certificate();
  }

  @Override
  String sleep(double seconds) {
    return "SELECT SLEEP(" + seconds + ")";
  }

  @Override
  String running(String sql) {
    return "SELECT count(*) FROM information_schema.processlist WHERE info = '" + sql + "'";
  }

  @Override
  String resultSetClass() {
    return "org.mariadb.jdbc.client.result.CompleteResult";
  }

  @Override
  String socketTimeout(int seconds) {
    return "&socketTimeout=" + 1000 * seconds;
  }

  @Override
  DataSource driverSource() throws SQLException {
    MariaDbDataSource source = new MariaDbDataSource();
    source.setUrl("jdbc:mariadb://orders-db:5000/orders?sslMode=disable");
    source.setUser("app");
    return source;
  }
}
