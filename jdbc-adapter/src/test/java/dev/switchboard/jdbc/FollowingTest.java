package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When connections leave their endpoints, to the nanosecond. */
class FollowingTest {

  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration INSTANT = Duration.ofNanos(1);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder()
          .allowLoopback()
          .clock(clock)
          .resolver(resolver)
          .alias("orders-db:5000")
          .build();

  private final ServerSocket first = listen();
  private final ServerSocket second = listen();

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Endpoint at(ServerSocket server) {
    return Endpoint.of("127.0.0.1", server.getLocalPort());
  }

  @BeforeEach
  void start() {
    resolver.set("orders-db", at(first));
  }

  @AfterEach
  void stop() throws IOException {
    switchboard.close();
    first.close();
    second.close();
  }

  private PinnedConnection connect() throws SQLException {
    Connection connection =
        ConnectCallTest.connection(switchboard.dialer("orders-db", 5000).orElseThrow());
    return connection.unwrap(PinnedConnection.class);
  }

  private void out() {
    resolver.set("orders-db", at(second));
  }

  private void back() {
    resolver.set("orders-db", at(first), at(second));
  }

  @Test
  void aConnectionInUseIsClosedWhenItsEndpointHasBeenOutForItsTime() throws SQLException {
    PinnedConnection connection = connect();
    connection.dial().drainAfter(TIME);
    clock.advance(TIME);
    assertThat(connection.dial().isClosed()).as("nothing happened").isFalse();
    out();
    clock.advance(TIME.minus(INSTANT));
    assertThat(connection.dial().isClosed()).isFalse();
    clock.advance(INSTANT);
    assertThat(connection.dial().isClosed()).isTrue();
  }

  @Test
  void anEndpointThatComesBackBeginsAnew() throws SQLException {
    PinnedConnection connection = connect();
    connection.dial().drainAfter(TIME);
    out();
    clock.advance(TIME.minus(INSTANT));
    back();
    clock.advance(TIME);
    assertThat(connection.dial().isClosed()).isFalse();
    out();
    clock.advance(TIME.minus(INSTANT));
    assertThat(connection.dial().isClosed()).isFalse();
    clock.advance(INSTANT);
    assertThat(connection.dial().isClosed()).isTrue();
  }

  @Test
  void oneThatIsPooledOnlyNowHasItsTimeTooAndWhatIsClosedWaitsForNothing() throws SQLException {
    PinnedConnection connection = connect();
    out();
    int before = clock.pending();
    connection.dial().drainAfter(TIME);
    connection.dial().drainAfter(TIME);
    assertThat(clock.pending()).isEqualTo(before + 1);
    connection.close();
    assertThat(clock.pending()).isEqualTo(before);
  }

  @Test
  void aConnectionMovesOverAfterHalfToThreeHalvesOfItsShareOfTheTime() throws SQLException {
    try (PinnedConnection one = connect();
        PinnedConnection two = connect()) {
      for (int i = 0; i < 20; i++) {
        resolver.set("orders-db", at(first));
        MoveOver nowhere = new MoveOver(TIME, 10, clock.nanos());
        clock.advance(Duration.ofSeconds(2));
        assertThat(nowhere.moves(one)).as("there is no other endpoint").isFalse();
        back();
        MoveOver moveOver = new MoveOver(TIME, 10, clock.nanos());
        clock.advance(Duration.ofMillis(500).minus(INSTANT));
        assertThat(moveOver.moves(one)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(moveOver.moves(one)).isTrue();
        assertThat(moveOver.moves(two)).as("one at a time").isFalse();
      }
    }
  }
}
