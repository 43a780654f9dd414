/** Switchboard for JDBC. Start with {@code dev.switchboard.jdbc.SwitchboardDriver}. */
module dev.switchboard.jdbc {
  requires transitive dev.switchboard.core;
  requires transitive java.sql;
  requires static transitive org.jspecify;

  // The drivers whose sockets are ours; who uses one has it. HikariCP only for SwitchboardPool.
  requires static com.zaxxer.hikari;
  requires static mysql.connector.j;
  requires static org.mariadb.jdbc;

  exports dev.switchboard.jdbc;

  provides java.sql.Driver with
      dev.switchboard.jdbc.SwitchboardDriver;
  provides org.mariadb.jdbc.plugin.TlsSocketPlugin with
      dev.switchboard.jdbc.PinnedMariaDbTls;
}
