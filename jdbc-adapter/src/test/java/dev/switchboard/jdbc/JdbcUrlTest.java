package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import dev.switchboard.testing.SettableResolver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jdbc:switchboard:mysql://mysql:3306/orders                  | jdbc:mysql://mysql:3306/orders
          jdbc:switchboard:mysql://app:pw@mysql:3306/orders?a=b       | jdbc:mysql://app:pw@mysql:3306/orders?a=b
          jdbc:switchboard:mariadb://MariaDB:3306                     | jdbc:mariadb://mariadb:3306
          jdbc:switchboard:mariadb://mariadb:3306?a=b                 | jdbc:mariadb://mariadb:3306?a=b
          jdbc:switchboard:postgresql://orders.prod:5432/orders?ssl=t | jdbc:postgresql://orders.prod:5432/orders?ssl=t
          """)
  void theDriverSeesTheRest(String url, String inner) throws SQLException {
    assertThat(JdbcUrl.parse(url).inner()).isEqualTo(inner);
  }

  @Test
  void theHostCanBeAnother() throws SQLException {
    JdbcUrl url = JdbcUrl.parse("jdbc:switchboard:mysql://app:pw@mysql:3306/orders?a=b");
    assertThat(url.at("10.0.0.1:3307")).isEqualTo("jdbc:mysql://app:pw@10.0.0.1:3307/orders?a=b");
    assertThat(url).hasToString("jdbc:switchboard:mysql://mysql:3306");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          oracle:thin:@//db:1521/x             | Write one of postgresql:, mysql:, mariadb: after jdbc:switchboard:
          sqlserver://db:1433                  | "jdbc:switchboard:sqlserver:" is not supported
          mysql                                | has no host. Write jdbc:switchboard:mysql://mysql:<port>/<database>
          postgresql:orders                    | has no host. Write jdbc:switchboard:postgresql://postgresql:<port>/<database>
          mysql://mysql/orders                 | the port is missing. Write host:port
          mysql://:3306/orders                 | the host is missing
          mysql://10.0.0.1:3306/orders         | no number or IP address
          mysql://a:1,b:2/orders               | names several hosts
          mysql://(host=a,port=1)/orders       | names several hosts
          mysql:loadbalance://a:1/orders       | names several hosts, or a way to choose one. Write one alias
          mariadb:sequential://a:1/orders      | names several hosts, or a way to choose one
          postgresql://a:1/x?socketFactory=y   | sets socketFactory, by which Switchboard chooses
          mariadb://a:1/x?pool                 | Leave pool out and use HikariCP
          mariadb://a:1/x?a=b&pool=true        | Leave pool out and use HikariCP
          """)
  void whatCannotBeDialedSaysWhatToWrite(String rest, String message) {
    String secret = rest.contains("//") ? rest.replace("//", "//app:s3cret@") : rest;
    assertThatThrownBy(() -> JdbcUrl.parse(JdbcUrl.PREFIX + secret))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("08001"))
        .satisfies(e -> assertThat(DriverContract.stackTrace(e)).doesNotContain("s3cret"));
  }

  @Test
  void reservedPropertiesAreRefused() throws SQLException {
    JdbcUrl url = JdbcUrl.parse("jdbc:switchboard:mysql://mysql:3306/orders");
    Properties properties = new Properties();
    properties.setProperty("socketFactory", "com.example.Mine");
    assertThatThrownBy(() -> url.check(properties))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("the connection to mysql:3306 sets socketFactory");
  }

  @Test
  void anUnknownAliasIsRefused() {
    try (Switchboard switchboard =
        Switchboard.builder()
            .resolver(new SettableResolver())
            .alias("orders:8080")
            .onlyDeclaredAliases()
            .build()) {
      assertThatThrownBy(
              () ->
                  SwitchboardDataSource.of(switchboard, "jdbc:mysql://mysql:3306/orders")
                      .getConnection())
          .isInstanceOf(SQLException.class)
          .hasMessage(
              "mysql:3306 is no alias of this Switchboard. Declare it, by .alias(\"mysql:3306\") or"
                  + " in the configuration, or leave switchboard: out of the URL.");
    }
  }

  @Test
  void oneAliasTooManyIsRefused() {
    try (Switchboard switchboard = Switchboard.builder().resolver(new SettableResolver()).build()) {
      assertThatThrownBy(
              () -> {
                for (int port = 1; port <= 65_535; port++) {
                  switchboard.dialer("mysql", port);
                }
              })
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () ->
                  SwitchboardDataSource.of(switchboard, "jdbc:mysql://other:3306/orders")
                      .getConnection())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("other:3306")
          .hasMessageContaining(".onlyDeclaredAliases()");
    }
  }

  /** A slash, question mark or number sign in a password ends what is read as host and port. */
  @ParameterizedTest
  @CsvSource({
    "mysql://app:s3cret/x@mysql:3306/orders",
    "mysql://app:s3cret?x@mysql:3306/orders",
    "mysql://app:s3cret#x@mysql:3306/orders",
    "mysql://app:33/06@mysql:3306/orders",
  })
  void aPasswordThatIsNotEncodedIsNotQuoted(String rest) {
    assertThatThrownBy(() -> JdbcUrl.parse(JdbcUrl.PREFIX + rest))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("write them as %2F, %3F, %23 or %3B")
        .satisfies(e -> assertThat(DriverContract.stackTrace(e)).doesNotContain("s3cret", "app:"));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://app:s3cret@db:5432/orders",
    "mariadb://app:s3cret@db:3306/orders",
  })
  void aUserBeforeTheHostIsRefusedWhereTheDriverKnowsNone(String rest) {
    assertThatThrownBy(() -> JdbcUrl.parse(JdbcUrl.PREFIX + rest))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Give them as properties")
        .satisfies(e -> assertThat(DriverContract.stackTrace(e)).doesNotContain("s3cret"));
  }

  @ParameterizedTest
  @CsvSource({"pool, true", "POOL, true", "pool, ''", "SocketFactory, x", "socketfactoryarg, x"})
  void whatIsRefusedInAUrlIsRefusedBesideIt(String key, String value) throws SQLException {
    JdbcUrl url = JdbcUrl.parse("jdbc:switchboard:mariadb://mariadb:3306/orders");
    Properties properties = new Properties();
    properties.setProperty(key, value);
    assertThatThrownBy(() -> url.check(properties))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("mariadb:3306");
    assertThatThrownBy(() -> JdbcUrl.parse(url + "/orders?" + key + "=" + value))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("mariadb:3306");
  }

  @Test
  void whatLooksLikeAParameterMayStandInAValue() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("password", "a&pool?socketFactory=b");
    properties.setProperty("pool", "false");
    JdbcUrl.parse("jdbc:switchboard:mariadb://mariadb:3306/orders").check(properties);
  }

  @Test
  void theDriverRegistersItself() throws SQLException {
    assertThat(DriverManager.getDriver("jdbc:switchboard:mysql://mysql:3306/orders"))
        .isInstanceOf(SwitchboardDriver.class);
    SwitchboardDriver driver = new SwitchboardDriver();
    assertThat(driver.acceptsURL("jdbc:mysql://mysql:3306/orders")).isFalse();
    assertThat(driver.connect("jdbc:mysql://mysql:3306/orders", null)).isNull();
    assertThat(driver.getPropertyInfo("jdbc:mysql://mysql:3306/orders", null)).isEmpty();
    assertThat(driver.getPropertyInfo("jdbc:switchboard:postgresql://db:5432/orders", null))
        .as("the real driver's")
        .extracting(info -> info.name)
        .contains("sslmode");
    assertThat(driver.jdbcCompliant()).isFalse();
  }

  @Test
  void aDataSourceIsForAUrl() {
    try (Switchboard switchboard = Switchboard.builder().resolver(new SettableResolver()).build()) {
      assertThat(SwitchboardDataSource.of(switchboard, "jdbc:mysql://mysql:3306/orders"))
          .hasToString("jdbc:switchboard:mysql://mysql:3306");
      assertThatThrownBy(() -> SwitchboardDataSource.of(switchboard, "mysql://mysql:3306"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("begins with jdbc:");
      assertThatThrownBy(() -> SwitchboardDataSource.of(switchboard, "jdbc:h2:mem:x"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("jdbc:switchboard:h2:");
    }
  }
}
