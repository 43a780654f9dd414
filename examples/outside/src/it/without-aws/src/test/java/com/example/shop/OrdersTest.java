package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The testing tools of switchboard-core, in the hands of another project. */
class OrdersTest {

  private final SettableResolver resolver = new SettableResolver();
  private final ManualClock clock = new ManualClock();
  private final RecordingListener listener = new RecordingListener();

  @Test
  void aDeadTaskIsLeftAloneForThirtySeconds() throws IOException {
    Server dead = Server.answering("nothing");
    dead.close();
    try (Server alive = Server.answering("an order");
        Switchboard switchboard =
            Switchboard.builder()
                .allowLoopback()
                .resolver(resolver)
                .clock(clock)
                .randomness(() -> 0)
                .listener(listener)
                .build()) {
      resolver.set("orders", at(dead), at(alive));
      Orders orders = new Orders(switchboard);

      order(orders, 20);
      assertEquals(5, triesOn(dead));

      clock.advance(Duration.ofSeconds(30));
      order(orders, 20);
      assertEquals(6, triesOn(dead));
    }
  }

  private static void order(Orders orders, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertEquals("an order", orders.next());
    }
  }

  private long triesOn(Server server) {
    return listener.events(AttemptStarted.class).stream()
        .filter(tried -> tried.endpoint().equals(at(server)))
        .count();
  }

  private static Endpoint at(Server server) {
    return Endpoint.of("127.0.0.1", server.port());
  }
}
