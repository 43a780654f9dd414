package dev.switchboard.jdbc;

import com.mysql.cj.jdbc.MysqlDataSource;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

class MySqlTest extends NetworkContract {

  @Override
  List<Server> servers() throws Exception {
    return MariaDbServers.all();
  }

  @Override
  String url() {
    return "jdbc:mysql://orders-db:5000/orders?sslMode=DISABLED&allowPublicKeyRetrieval=true";
  }

  @Override
  String tlsUrl(Certificate certificate) {
    return "jdbc:mysql://orders-db:5000/orders?sslMode=VERIFY_IDENTITY"
        + "&trustCertificateKeyStoreType=PKCS12&trustCertificateKeyStorePassword="
        + Certificate.PASSWORD
        + "&trustCertificateKeyStoreUrl=file:"
        + certificate.trustStore();
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
    return "com.mysql.cj.jdbc.result.ResultSetImpl";
  }

  @Override
  String socketTimeout(int seconds) {
    return "&socketTimeout=" + 1000 * seconds;
  }

  @Override
  DataSource driverSource() throws SQLException {
    MysqlDataSource source = new MysqlDataSource();
    source.setServerName("orders-db");
    source.setPortNumber(5000);
    source.setDatabaseName("orders");
    source.setUser("app");
    source.setSslMode("DISABLED");
    source.setAllowPublicKeyRetrieval(true);
    return source;
  }
}
