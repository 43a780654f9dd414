package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that belong on the same endpoint go there. */
@Timeout(60)
class HashKeyTest {

  private static Channel withHeader(Channel channel, String tenant) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("tenant", Metadata.ASCII_STRING_MARSHALLER), tenant);
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static String withOption(Channel channel, String tenant) {
    return ClientCalls.blockingUnaryCall(
        channel,
        Orders.GET,
        CallOptions.DEFAULT.withOption(SwitchboardGrpc.KEYS, CallKeys.of("tenant", tenant)),
        "7");
  }

  private static Set<String> serversOf(String tenant, Function<String, String> call) {
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      servers.add(call.apply(tenant));
    }
    return servers;
  }

  @Test
  void byAHeaderOrByWhatTheCallIsGiven() throws Exception {
    try (Lab lab = new Lab(a -> a.withBalancer(Balancer.consistentHash("tenant")))) {
      OrdersServer[] servers = lab.registered("a", "b", "c");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      Set<String> used = new HashSet<>();
      for (int tenant = 0; tenant < 30; tenant++) {
        Set<String> byHeader =
            serversOf(Integer.toString(tenant), t -> Lab.get(withHeader(channel, t)));
        assertThat(byHeader).hasSize(1);
        assertThat(serversOf(Integer.toString(tenant), t -> withOption(channel, t)))
            .isEqualTo(byHeader);
        used.addAll(byHeader);
      }
      assertThat(used).hasSize(3);
    }
  }
}
