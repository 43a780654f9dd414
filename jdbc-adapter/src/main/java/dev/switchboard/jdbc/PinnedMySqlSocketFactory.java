package dev.switchboard.jdbc;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.Closeable;
import java.io.IOException;

/**
 * Makes the sockets of one connection of MySQL Connector/J, which names it by a property and makes
 * one for each. Not for applications.
 */
@SuppressWarnings("exports") // the driver is not transitive: see module-info
public final class PinnedMySqlSocketFactory extends StandardSocketFactory {

  /** For the driver. */
  public PinnedMySqlSocketFactory() {}

  /** A connected one. The driver checks certificates against {@code alias}, its URL's host. */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the driver has it
  public <T extends Closeable> T connect(
      String alias, int aliasPort, PropertySet properties, int loginTimeoutMillis)
      throws IOException {
    host = alias;
    port = aliasPort;
    loginTimeoutCountdown = loginTimeoutMillis;
    loginTimeoutCheckTimestamp = System.currentTimeMillis();
    rawSocket = Dial.of(properties.getStringProperty(Dial.PROPERTY).getValue()).open();
    configureSocket(rawSocket, properties);
    resetLoginTimeCountdown();
    sslSocket = rawSocket;
    return (T) rawSocket;
  }
}
