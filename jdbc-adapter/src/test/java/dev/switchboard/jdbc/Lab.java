package dev.switchboard.jdbc;

import dev.switchboard.AliasPolicy;
import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.testkit.BlackHole;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The alias {@code orders-db:5000}, and relays to real servers behind it. */
final class Lab implements Closeable {

  static final String ALIAS = "orders-db:5000";

  final SettableResolver resolver = new SettableResolver();
  final RecordingListener listener = new RecordingListener();
  final List<Relay> relays = new ArrayList<>();
  final Switchboard switchboard;

  Lab() {
    this(policy -> policy);
  }

  Lab(UnaryOperator<AliasPolicy> policy) {
    switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(resolver)
            .alias(ALIAS, policy)
            .listener(listener)
            .build();
  }

  /** A relay to each of the servers, listed. */
  Lab with(List<? extends Server> servers) throws IOException {
    for (Server server : servers) {
      relays.add(new Relay(server.port()));
    }
    register(relays.stream().map(Relay::endpoint).toArray(Endpoint[]::new));
    return this;
  }

  void register(Endpoint... endpoints) {
    resolver.set("orders-db", endpoints);
  }

  static Endpoint endpoint(BlackHole hole) {
    return Endpoint.of("127.0.0.1", hole.port());
  }

  EndpointSnapshot snapshot(Endpoint endpoint) {
    return switchboard.snapshot().get(0).endpoints().stream()
        .filter(e -> e.endpoint().socketAddress().equals(endpoint.socketAddress()))
        .findFirst()
        .orElseThrow();
  }

  /** Open connections, by relay. */
  List<Integer> connections() {
    return relays.stream().map(relay -> snapshot(relay.endpoint()).inFlight()).toList();
  }

  /** Until {@code condition} holds, for what nobody tells of; at most 20 s. */
  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        throw new AssertionError("waited for 20 s in vain");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    switchboard.close();
    for (Relay relay : relays) {
      relay.close();
    }
  }
}
