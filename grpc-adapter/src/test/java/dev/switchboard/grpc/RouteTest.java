package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.event.SwitchboardEvent.EndpointMissing;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that may go to some endpoints only. */
@Timeout(60)
class RouteTest {

  private static final CallOptions BETA =
      CallOptions.DEFAULT.withOption(SwitchboardGrpc.KEYS, CallKeys.of("x-beta", "true"));

  private static Lab lab() {
    SplitRoute strict = SplitRoute.to("version", "2").withWhen("x-beta", "true").withStrict(true);
    return new Lab(
        alias ->
            alias.withBalancer(
                Balancer.split(List.of(strict, SplitRoute.toRest()), Balancer.roundRobin())));
  }

  private static String beta(ManagedChannel channel, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, Orders.GET, options, "7");
  }

  @Test
  void whereAStrictRouteHasNoEndpointItsCallsFailAtOnce_othersDoNot() throws Exception {
    try (Lab lab = lab()) {
      lab.registered("a");
      ManagedChannel channel = lab.channel();
      assertThat(Lab.get(channel)).isEqualTo("a");
      Status failure = Lab.failure(channel, Orders.GET, BETA, "7");
      assertThat(failure.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(failure.getDescription())
          .contains("no endpoint for orders:50051: no endpoint has {version=2}");
      assertThat(lab.listener.events(EndpointMissing.class))
          .extracting(EndpointMissing::reason)
          .containsExactly(Absence.Reason.NO_ROUTE);
    }
  }

  @Test
  void alsoWhereEachTryIsACall() throws Exception {
    try (Lab lab = lab()) {
      lab.registered("a");
      ManagedChannel channel =
          lab.channel(
              b -> b.disableServiceConfigLookUp().defaultServiceConfig(ServiceConfigTest.OURS));
      assertThat(Lab.get(channel)).isEqualTo("a");
      assertThat(
              Lab.failure(channel, Orders.GET, BETA.withDeadlineAfter(Duration.ofSeconds(20)), "7")
                  .getDescription())
          .contains("no endpoint has {version=2}");
    }
  }

  @Test
  void oneThatWaitsForReadyWaitsForItsRoute() throws Exception {
    try (Lab lab = lab()) {
      OrdersServer a = lab.registered("a")[0];
      OrdersServer two = lab.server("two");
      ManagedChannel channel = lab.channel();
      Lab.get(channel);
      CompletableFuture<String> waiting =
          CompletableFuture.supplyAsync(() -> beta(channel, BETA.withWaitForReady()));
      lab.register(a.endpoint(), two.endpoint().withAttributes(Map.of("version", "2")));
      assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("two");
      assertThat(Lab.get(channel)).isEqualTo("a");
      assertThat(beta(channel, BETA)).isEqualTo("two");
    }
  }
}
