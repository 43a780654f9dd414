package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.metrics.SwitchboardMetrics;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the common meters count of calls over gRPC. */
@Timeout(60)
class MetersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** 0 if there is no such meter yet. */
  private double value(String name, String... tags) {
    Meter meter = registry.find("switchboard." + name).tags(tags).meter();
    return meter == null ? 0 : meter.measure().iterator().next().getValue();
  }

  @Test
  void callsTriesRetriesAndAnswers() throws Exception {
    try (Lab lab =
            new Lab(
                a -> a.withCall(c -> c.withRetry(r -> r.withBackoffBase(Duration.ofMillis(1)))));
        SwitchboardMetrics metrics = SwitchboardMetrics.of(lab.switchboard).withMethods(1)) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      metrics.bindTo(registry);
      assertThat(value("calls.active")).isZero();
      for (OrdersServer server : servers) {
        server.delay(300);
      }
      try (Load load = Load.start(channel, Orders.GET, 1)) {
        Lab.await(() -> value("calls.active") == 1);
        load.awaitCalls(1);
      }
      for (OrdersServer server : servers) {
        server.recover();
      }
      Lab.await(() -> value("calls.active") == 0);
      double calls = value("calls", "answered", "true");
      assertThat(calls).isPositive();
      assertThat(value("retries")).isZero();
      for (OrdersServer server : servers) {
        server.refuse(Status.UNAVAILABLE);
      }
      Lab.failure(channel);
      Lab.await(() -> value("calls.active") == 0);
      assertThat(value("responses", "protocol", "grpc", "status", "14")).isEqualTo(3);
      assertThat(value("responses", "protocol", "grpc", "status", "0")).isEqualTo(calls);
      assertThat(value("attempts", "outcome", "failure")).isEqualTo(3);
      assertThat(value("attempts", "outcome", "success")).isEqualTo(calls);
      assertThat(value("retries")).isEqualTo(2);
      assertThat(value("retries.refused", "reason", "attempts_exhausted")).isOne();
      assertThat(value("calls", "answered", "true")).isEqualTo(calls + 1);
      assertThat(value("calls", "answered", "false")).isZero();
      String get = "shop.Orders/Get";
      assertThat(value("method.responses", "method", get, "status", "14")).isEqualTo(3);
      assertThat(value("method.responses", "method", get, "status", "0")).isEqualTo(calls);
      for (OrdersServer server : servers) {
        server.recover();
      }
      Lab.call(channel, Orders.ECHO);
      Lab.await(() -> value("method.responses", "method", "other", "status", "0") == 1);
    }
  }

  @Test
  void connectionsAndBytes() throws Exception {
    try (Lab lab = new Lab();
        SwitchboardMetrics metrics = SwitchboardMetrics.of(lab.switchboard)) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      metrics.bindTo(registry);
      assertThat(value("connections")).isEqualTo(3);
      assertThat(value("connections.active")).isEqualTo(3);
      double sent = value("bytes", "direction", "sent");
      double received = value("bytes", "direction", "received");
      assertThat(sent).isPositive();
      ClientCalls.blockingUnaryCall(channel, Orders.ECHO, CallOptions.DEFAULT, "x".repeat(100_000));
      assertThat(value("bytes", "direction", "sent") - sent).isBetween(100_000.0, 100_100.0);
      assertThat(value("bytes", "direction", "received") - received)
          .isBetween(100_000.0, 100_100.0);
      servers[0].close();
      Lab.await(() -> value("connections.active") == 2);
      lab.register(servers[1]);
      Lab.await(() -> value("connections.active") == 1);
      channel.shutdownNow();
      Lab.await(() -> value("connections.active") == 0);
      assertThat(value("connections")).isEqualTo(3);
      assertThat(value("tls.failed")).isZero();
    }
  }
}
