package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.switchboard.Switchboard;
import dev.switchboard.testing.SettableResolver;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is read of a driver's own data source; {@link DriverContract} connects by it. */
class DriverDataSourceTest {

  private final Switchboard switchboard =
      Switchboard.builder().resolver(new SettableResolver()).build();

  @AfterEach
  void stop() {
    switchboard.close();
  }

  @Test
  void ofPostgresql() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(
        "jdbc:postgresql://orders-db:5432/orders?user=app&password=s%26cret&options=a%20b");
    source.setSocketTimeout(7);
    DriverDataSource read = DriverDataSource.read(source);
    assertThat(read.url())
        .startsWith("jdbc:postgresql://orders-db:5432/orders?")
        .contains("socketTimeout=7", "options=a+b")
        .doesNotContain("cret");
    assertThat(read.properties()).containsEntry("user", "app").containsEntry("password", "s&cret");
    assertThat(SwitchboardDataSource.around(switchboard, source))
        .hasToString("jdbc:switchboard:postgresql://orders-db:5432");
  }

  @Test
  void ofMySql() throws SQLException {
    MysqlDataSource source = new MysqlDataSource();
    source.setUrl("jdbc:mysql://mysql:3306/orders?sslMode=DISABLED");
    source.setUser("app");
    source.setPassword("s&cret");
    source.setConnectTimeout(7);
    DriverDataSource read = DriverDataSource.read(source);
    assertThat(read.url()).isEqualTo("jdbc:mysql://mysql:3306/orders?sslMode=DISABLED");
    assertThat(read.properties())
        .containsEntry("user", "app")
        .containsEntry("password", "s&cret")
        .containsEntry("connectTimeout", "7")
        .hasSize(3);
  }

  @Test
  void ofMariaDb_whichLeavesOutItsUsualPort() throws SQLException {
    DriverDataSource read =
        DriverDataSource.read(
            new MariaDbDataSource("jdbc:mariadb://mariadb:3306/orders?user=app&socketTimeout=7"));
    assertThat(read.url()).isEqualTo("jdbc:mariadb://mariadb:3306/orders?socketTimeout=7");
    assertThat(read.properties()).containsEntry("user", "app").hasSize(1);
    assertThat(DriverDataSource.read(new MariaDbDataSource("jdbc:mariadb://mariadb:3307/")).url())
        .isEqualTo("jdbc:mariadb://mariadb:3307/");
    DriverDataSource bare =
        DriverDataSource.read(new MariaDbDataSource("jdbc:mariadb://mariadb/orders?user=app"));
    assertThat(bare.url()).isEqualTo("jdbc:mariadb://mariadb:3306/orders");
  }

  @Test
  void whatCannotBeReadWithoutLossSaysWhatToWrite() throws SQLException {
    MariaDbDataSource secret =
        new MariaDbDataSource("jdbc:mariadb://mariadb:3306/orders?password=s3cret");
    refuses(
        secret, "MariaDbDataSource does not tell the passwords it was given. Write Switchboard");
    refuses(new MariaDbDataSource(), "has no URL. Write SwitchboardDataSource.of(switchboard, ");
    refuses(new MysqlDataSource() {}, "is not known here. Write SwitchboardDataSource.of(");
    refuses(new PGSimpleDataSource(), "a URL for localhost has no port");
    MysqlDataSource factory = new MysqlDataSource();
    factory.setUrl("jdbc:mysql://mysql:3306/orders");
    factory.setSocketFactory("com.example.Mine");
    refuses(factory, "sets socketFactory, by which Switchboard chooses");
  }

  private void refuses(DataSource source, String message) {
    assertThatThrownBy(() -> SwitchboardDataSource.around(switchboard, source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(DriverContract.stackTrace(e)).doesNotContain("s3cret"));
  }
}
