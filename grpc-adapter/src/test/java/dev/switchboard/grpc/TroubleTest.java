package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.event.SwitchboardEvent.EndpointReadmitted;
import dev.switchboard.health.Standing.State;
import dev.switchboard.testkit.BlackHole;
import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Endpoints that die, vanish, hang, refuse, are slow, and are replaced. */
@Timeout(120)
class TroubleTest {

  @Test
  void oneThatIsKilledUnderLoadCostsNobodyACall() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      try (Load load = Load.start(channel, Orders.GET, 8)) {
        load.awaitCalls(200);
        try (Proxied gone = new Proxied(servers[0])) {
          lab.register(gone.endpoint(), servers[1].endpoint(), servers[2].endpoint());
          Lab.await(() -> gone.connections() > 0);
          load.awaitCalls(200);
          gone.kill();
          load.awaitCalls(500);
        }
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void oneThatIsShutDownAtOnceCostsNobodyACall() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      try (Load load = Load.start(channel, Orders.GET, 8)) {
        load.awaitCalls(200);
        servers[0].close();
        load.awaitCalls(300);
        servers[1].close();
        load.awaitCalls(300);
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void aPortThatRefusesIsEjectedForAllWhoUseTheService() throws Exception {
    try (Lab lab = new Lab(a -> a.withOutlier(o -> o.withConsecutiveFailures(2)))) {
      OrdersServer b = lab.server("b");
      OrdersServer dead = lab.server("dead");
      Endpoint refused = dead.endpoint();
      dead.close();
      lab.register(refused, b.endpoint());
      ManagedChannel channel = lab.channel();
      Lab.await(
          () -> {
            assertThat(Lab.get(channel)).isEqualTo("b");
            return lab.snapshot(refused).state() == State.EJECTED;
          });
      assertThat(lab.snapshot(refused).reason()).contains("connect failed");
      assertThat(lab.listener.events(AttemptStarted.class))
          .as("no call waits for it")
          .noneMatch(attempt -> attempt.endpoint().equals(refused));
      assertThat(lab.snapshot(refused).attempts())
          .as("once for each time gRPC tried, which pauses for a second")
          .isLessThanOrEqualTo(3);
    }
  }

  @Test
  void aBlackHoleHoldsUpNobody_andCountsAsAFailedConnect() throws Exception {
    try (BlackHole hole = new BlackHole();
        Lab lab = new Lab(a -> a.withCall(c -> c.withConnectTimeout(Duration.ofMillis(200))))) {
      OrdersServer b = lab.server("b");
      lab.register(Lab.endpoint(hole), b.endpoint());
      ManagedChannel channel = lab.channel();
      Lab.await(
          () -> {
            assertThat(Lab.get(channel)).isEqualTo("b");
            return lab.snapshot(Lab.endpoint(hole)).failures() == 1;
          });
      for (int i = 0; i < 100; i++) {
        assertThat(Lab.get(channel)).isEqualTo("b");
      }
      assertThat(lab.snapshot(Lab.endpoint(hole)).failures()).isOne();
    }
  }

  @Test
  void whereNothingElseIsLeftCallsWaitForAConnectionThatTakesLong() throws Exception {
    try (BlackHole hole = new BlackHole();
        Lab lab =
            new Lab(
                a ->
                    a.withCall(
                        c ->
                            c.withConnectTimeout(Duration.ofMillis(50))
                                .withDeadline(Duration.ofMillis(500))))) {
      lab.register(Lab.endpoint(hole));
      ManagedChannel channel = lab.channel();
      assertThat(Lab.failure(channel).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(lab.snapshot(Lab.endpoint(hole)).failures()).isOne();
      OrdersServer late = lab.server("late");
      lab.register(Lab.endpoint(hole), late.endpoint());
      assertThat(Lab.get(channel)).isEqualTo("late");
    }
  }

  @Test
  void whereNothingCanBeConnectedToCallsFailAtOnce() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer dead = lab.registered("dead")[0];
      dead.close();
      Status failure = Lab.failure(lab.channel());
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(failure.getDescription())
          .startsWith(
              "orders:50051: none of 1 endpoints can be connected to; "
                  + dead.endpoint()
                  + ": connect failed: ")
          .contains("refused");
    }
  }

  @Test
  void oneThatHangsIsTakenOut_andComesBack() throws Exception {
    try (Lab lab =
        new Lab(
            a ->
                a.withCall(c -> c.withDeadline(Duration.ofMillis(200)))
                    .withOutlier(
                        o ->
                            o.withConsecutiveFailures(3)
                                .withEjection(
                                    e -> e.withBaseEjectionTime(Duration.ofMillis(500)))))) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].hang();
      Lab.await(
          () -> {
            callQuietly(channel);
            return !lab.listener.events(EndpointEjected.class).isEmpty();
          });
      servers[0].recover();
      Lab.await(
          () -> {
            callQuietly(channel);
            return !lab.listener.events(EndpointReadmitted.class).isEmpty();
          });
      Lab.await(() -> Lab.get(channel).equals("a"));
    }
  }

  private static void callQuietly(ManagedChannel channel) {
    try {
      Lab.get(channel);
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void oneThatIsUnavailableIsTakenOut_unnoticed() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(Status.UNAVAILABLE);
      Lab.await(
          () -> {
            assertThat(Lab.get(channel)).isNotEqualTo("a");
            return lab.snapshot(servers[0]).state() == State.EJECTED;
          });
    }
  }

  @Test
  void whileTheOneInUseIsBeingConnectedCallsDoNotGoToOneThatIsOut() throws Exception {
    try (Lab lab = new Lab();
        BlackHole hole = new BlackHole()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].refuse(Status.UNAVAILABLE);
      Lab.await(
          () -> {
            Lab.get(channel);
            return lab.snapshot(servers[0]).state() == State.EJECTED;
          });
      servers[0].recover();
      OrdersServer c = lab.server("c");
      lab.register(servers[0].endpoint(), Lab.endpoint(hole));
      Lab.await(() -> channel.getState(false) == ConnectivityState.CONNECTING);
      CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> Lab.get(channel));
      lab.register(servers[0], c);
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("c");
    }
  }

  @Test
  void oneThatIsSlowGetsLess() throws Exception {
    try (Lab lab = new Lab(a -> a.withBalancer(Balancer.peakEwma()))) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      servers[0].delay(500); // slow even where the machine is
      try (Load load = Load.start(channel, Orders.GET, 4)) {
        load.awaitCalls(100);
        int before = servers[0].calls.get();
        load.awaitCalls(1000);
        assertThat(servers[0].calls.get() - before).isLessThan(100);
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void aRollingReplacementUnderLoadCostsNobodyACall() throws Exception {
    try (Lab lab = new Lab()) {
      Deque<OrdersServer> running = new ArrayDeque<>(List.of(lab.registered("0", "1", "2")));
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, running.toArray(OrdersServer[]::new));
      try (Load load = Load.start(channel, Orders.ADD, 8)) {
        for (int i = 3; i < 9; i++) {
          OrdersServer next = lab.server(Integer.toString(i));
          running.addLast(next);
          lab.register(running.toArray(OrdersServer[]::new));
          Lab.await(() -> next.calls.get() > 0);
          OrdersServer old = running.removeFirst();
          lab.register(running.toArray(OrdersServer[]::new));
          old.stopGracefully();
          load.awaitCalls(100);
        }
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void serversThatStopBeforeTheyAreDeregisteredCostNobodyACall() throws Exception {
    try (Lab lab = new Lab()) {
      List<OrdersServer> running = new ArrayList<>(List.of(lab.registered("0", "1", "2")));
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, running.toArray(OrdersServer[]::new));
      try (Load load = Load.start(channel, Orders.ADD, 8)) {
        for (OrdersServer server : running.subList(0, 2)) {
          server.stopGracefully(); // GOAWAY, and then its port refuses; the registry knows nothing
          load.awaitCalls(300);
        }
        assertThat(load.failures()).isEmpty();
      }
    }
  }

  @Test
  void allGone_andBackAgain() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = lab.channel();
      assertThat(Lab.get(channel)).isEqualTo("a");
      int port = a.port();
      a.close();
      Lab.await(() -> channel.getState(false) != ConnectivityState.READY);
      assertThat(Lab.failure(channel).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      CompletableFuture<String> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  ClientCalls.blockingUnaryCall(
                      channel,
                      Orders.GET,
                      CallOptions.DEFAULT
                          .withWaitForReady()
                          .withDeadlineAfter(Duration.ofSeconds(60)),
                      "7"));
      try (OrdersServer back = OrdersServer.start("back", port)) {
        assertThat(back.port()).isEqualTo(port);
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo("back");
        assertThat(Lab.get(channel)).isEqualTo("back");
      }
    }
  }
}
