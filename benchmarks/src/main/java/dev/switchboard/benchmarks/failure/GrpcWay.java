package dev.switchboard.benchmarks.failure;

import dev.switchboard.Switchboard;
import dev.switchboard.benchmarks.calls.GrpcServers;
import dev.switchboard.benchmarks.calls.ListedNames;
import dev.switchboard.grpc.SwitchboardGrpc;
import dev.switchboard.resolve.StaticResolver;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolverRegistry;
import io.grpc.stub.ClientCalls;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A unary call of an idempotent method by gRPC, with a deadline of 15 s, which is what Switchboard
 * would set.
 */
final class GrpcWay implements Way {

  private static final long DEADLINE_SECONDS = 15;
  private static final byte[] REQUEST = {7};
  private static final MethodDescriptor<byte[], byte[]> ECHO =
      GrpcServers.ECHO.toBuilder().setIdempotent(true).build();

  private final ManagedChannel channel;
  private final CallOptions options;
  private final Runnable closing;

  private GrpcWay(ManagedChannel channel, Consumer<InetSocketAddress> sent, Runnable closing) {
    this.channel = channel;
    this.options = CallOptions.DEFAULT.withStreamTracerFactory(new Streams(sent));
    this.closing = closing;
  }

  /** Through Switchboard, as its README has it. */
  static Way throughSwitchboard(Tasks tasks, Consumer<InetSocketAddress> sent) {
    Switchboard switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(StaticResolver.of(Map.of("orders", tasks.grpc())))
            .build();
    ManagedChannel channel =
        Grpc.newChannelBuilder("switchboard:///orders:50051", InsecureChannelCredentials.create())
            .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard)
            .build();
    return new GrpcWay(channel, sent, switchboard::close);
  }

  /** By gRPC's own {@code round_robin}, with its defaults: without a service config no retries. */
  static Way roundRobin(Tasks tasks, Consumer<InetSocketAddress> sent) {
    NameResolverRegistry names = NameResolverRegistry.getDefaultRegistry();
    ListedNames listed = new ListedNames(tasks.grpc());
    names.register(listed);
    ManagedChannel channel =
        Grpc.newChannelBuilder("listed:///orders", InsecureChannelCredentials.create())
            .defaultLoadBalancingPolicy("round_robin")
            .build();
    return new GrpcWay(channel, sent, () -> names.deregister(listed));
  }

  @Override
  public void call() {
    ClientCalls.blockingUnaryCall(
        channel, ECHO, options.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS), REQUEST);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    closing.run();
  }

  /** Over which connection a try goes. */
  private static final class Streams extends ClientStreamTracer.Factory {

    private final Consumer<InetSocketAddress> sent;

    Streams(Consumer<InetSocketAddress> sent) {
      this.sent = sent;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata sentHeaders) {
          if (transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress address) {
            sent.accept(address);
          }
        }
      };
    }
  }
}
