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
          oracle:thin:@//db:1521/x             | Write one of postgresql:, mysql:, mariadb: after jdbc:switchboard:.
          sqlserver://db:1433                  | "jdbc:switchboard:sqlserver:" is not supported
          ''                                   | nothing follows jdbc:switchboard:. Write one of postgresql:, mysql:, mariadb: after
          jdbc:mysql://mysql:3306/orders       | jdbc: stands in the URL twice. Write it once, such as jdbc:switchboard:mysql://mysql:3306/orders.
          mysql                                | has no host. Write jdbc:switchboard:mysql://mysql:3306/orders.
          postgresql:orders                    | has no host. Write jdbc:switchboard:postgresql://orders-db:5432/orders.
          mysql://mysql/orders                 | a URL for mysql has no port, which is part of an alias. Write jdbc:switchboard:mysql://mysql:3306/<database>.
          postgresql://mydb/orders             | Write jdbc:switchboard:postgresql://mydb:5432/<database>.
          mysql://:3306/orders                 | the host is missing
          mysql://10.0.0.1:3306/orders         | no number or IP address
          mysql://a:1,b:2/orders               | names several hosts
          mysql://(host=a,port=1)/orders       | names several hosts
          mysql:loadbalance://a:1/orders       | a way to choose one. Switchboard knows an alias's endpoints and chooses. Write jdbc:
          mariadb:sequential://a:1/orders      | names several hosts, or a way to choose one
          postgresql://a:1/x?socketFactory=y   | sets socketFactory, by which Switchboard chooses endpoints. Leave it out
          mysql://a:1/x?a=b&socket%46actory=y  | sets socketFactory, by which
          mysql://a:1/x?SOCKETFACTORY=y        | sets socketFactory, by which
          mysql://a:1/x?switchboardDial=y      | Leave it out: only Switchboard sets it
          postgresql://a:1/x?localSocketAddress=127.0.0.1 | sets localSocketAddress
          mysql://a:1/x?socksProxyHost=proxy   | sets socksProxyHost, which goes past the alias's endpoints
          mysql://a:1/x?protocol=PIPE          | sets protocol, which goes past
          mysql://a:1/x?dnsSrv=true            | sets dnsSrv, which goes past
          mariadb://a:1/x?localSocket=/tmp/x   | sets localSocket, which goes past
          mariadb://a:1/x?pipe=x               | sets pipe, which goes past
          mariadb://a:1/x?pool                 | Leave it out and use HikariCP
          mariadb://a:1/x?a=b&pool=true        | Leave it out and use HikariCP
          postgresql://a:1/x?targetServerType=primary | give the servers that can be written to an alias of their own
          mariadb://a_b:1/x?sslMode=VERIFY_FULL | cannot be verified: Java accepts no certificate for a _. Give the alias a name without it.
          mysql://a:1/x?switchboardReadwrite=true | sets switchboardReadwrite, which is no property of Switchboard's. There is one, switchboardReadWrite, and case matters.
          mysql://a:1/x?switchboardReadWrite=yes  | sets switchboardReadWrite=yes. Write true or false.
          mysql://a:1/x?switchboardReadWrite      | sets switchboardReadWrite=. Write true or false.
          """)
  void whatCannotBeDialedSaysWhatToWrite(String rest, String message) {
    String secret = rest.contains("//") ? rest.replace("//", "//app:s3cret@") : rest;
    assertThatThrownBy(() -> JdbcUrl.parse(JdbcUrl.PREFIX + secret))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).endsWith(".").doesNotContain(".."))
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

  @ParameterizedTest
  @CsvSource({
    "postgresql, targetServerType, any",
    "mysql,      protocol,         TCP",
    "mysql,      dnsSrv,           false",
    "mysql,      pool,             true",
    "mysql,      targetServerType, primary",
    "mariadb,    pool,             FALSE",
    "mariadb,    socksProxyHost,   x",
    "mariadb,    sslMode,          verify-full",
    "mariadb,    switchboardReadWrite, false",
  })
  void whatDoesNoHarmIsPassedOn(String scheme, String name, String value) throws SQLException {
    String url = JdbcUrl.PREFIX + scheme + "://db:1/orders";
    assertThat(JdbcUrl.parse(url + "?" + name + "=" + value).inner()).endsWith("=" + value);
    Properties properties = new Properties();
    properties.setProperty(name, value);
    JdbcUrl.parse(url).check(properties);
  }

  @Test
  void thatServersCanBeWrittenToIsSaidInTheUrlOrBesideIt() throws SQLException {
    String url = "jdbc:switchboard:mysql://mysql:3306/orders";
    Properties properties = new Properties();
    assertThat(JdbcUrl.parse(url).isReadWrite(properties)).isFalse();
    assertThat(JdbcUrl.parse(url + "?switchboardReadWrite=true").isReadWrite(properties)).isTrue();
    properties.put("switchboardReadWrite", true); // no string, as some frameworks have it
    JdbcUrl.parse(url).check(properties);
    assertThat(JdbcUrl.parse(url).isReadWrite(properties)).isTrue();
    Properties misspelled = new Properties(properties);
    misspelled.put("switchboardreadwrite", true);
    assertThatThrownBy(() -> JdbcUrl.parse(url).check(misspelled))
        .hasMessageContaining("no property of Switchboard's");
    Properties inDefaults = new Properties(new Properties());
    inDefaults.setProperty("switchboardReadWrite", "1");
    Properties outer = new Properties(inDefaults);
    assertThatThrownBy(() -> JdbcUrl.parse(url).check(outer)).hasMessageContaining("=1.");
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
              "mysql:3306 is no alias of this Switchboard, which has orders:8080. Declare it, by .alias(\"mysql:3306\") or"
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
        .as("the real driver's, and ours")
        .extracting(info -> info.name)
        .contains("sslmode", "switchboardReadWrite");
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
