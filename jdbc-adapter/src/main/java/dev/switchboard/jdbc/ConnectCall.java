package dev.switchboard.jdbc;

import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.call.SwitchboardException;
import dev.switchboard.endpoint.Outcome;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** One dial of an alias by a driver: a call whose answer is a connection. For one thread. */
final class ConnectCall {

  private final Dialer dialer;
  private final JdbcUrl url;
  private final Driver driver;
  private final Properties properties;
  private final BlockingCall call;
  private @Nullable SQLException last;
  private boolean tlsFailed;

  ConnectCall(Dialer dialer, JdbcUrl url, Driver driver, Properties properties) {
    this.dialer = dialer;
    this.url = url;
    this.driver = driver;
    this.properties = properties;
    this.call = dialer.blockingDial();
  }

  /**
   * A connection to one endpoint.
   *
   * @throws SQLException the driver's of the last try, or ours if there was none
   */
  Connection connect() throws SQLException {
    Step step = call.start();
    while (step instanceof Step.Try next) {
      Dial dial = Dial.begin(dialer, next);
      try {
        Connection connection = connectTo(dial);
        dial.ready();
        call.attemptEnded(Outcome.SUCCESS, null);
        return new PinnedConnection(connection, url, dial, url.isReadWrite(properties));
      } catch (SQLException e) {
        Happening happening = Outcomes.ofDial(url.family(), dial.phase(), dial.isOutOfTime(), e);
        tlsFailed = happening == Happening.TLS_FAILED;
        if (tlsFailed) {
          dialer.upstream().traffic().tlsFailed();
        }
        dial.failed();
        step = call.attemptEnded(happening.outcome(), e);
        last = e;
      } catch (RuntimeException | Error e) {
        dial.failed();
        call.attemptEnded(Outcome.callerFailure("the driver failed"), e);
        throw e;
      }
    }
    throw failure(((Step.Finish) step).failure());
  }

  private Connection connectTo(Dial dial) throws SQLException {
    DriverFamily family = url.family();
    Connection connection =
        driver.connect(family.url(url, driver, dial), family.pin(properties, driver, dial));
    if (connection == null) {
      throw JdbcUrl.refusal(
          driver.getClass().getName() + " does not accept the URL for " + url.alias(),
          "Try it without switchboard:");
    }
    return connection;
  }

  private SQLException failure(@Nullable SwitchboardException failure) {
    if (failure == null) {
      throw new IllegalStateException("a dial ended well without a connection");
    }
    String message = String.valueOf(failure.getMessage());
    if (last == null) {
      return new SQLTransientConnectionException(message, SqlStates.UNABLE_TO_CONNECT, failure);
    }
    String advice =
        "; where certificates are checked, they must be for the alias, " + url.alias().host();
    DialContext context = new DialContext(tlsFailed ? message + advice : message);
    for (Throwable earlier : failure.getSuppressed()) {
      if (earlier != last) { // it is, where a wait for the next try was the end
        context.addSuppressed(earlier);
      }
    }
    last.addSuppressed(context);
    return last;
  }
}
