package dev.switchboard.jdbc;

import java.util.List;

class MySqlTest extends DriverContract {

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
}
