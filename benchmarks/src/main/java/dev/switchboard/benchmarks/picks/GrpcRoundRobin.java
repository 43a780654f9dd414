package dev.switchboard.benchmarks.picks;

import io.grpc.CallOptions;
import io.grpc.ConnectivityState;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.Objects;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** gRPC's own policy, found in its registry as a channel finds it, all of it connected. */
@State(Scope.Benchmark)
public class GrpcRoundRobin {

  private LoadBalancer.SubchannelPicker picker;
  private final LoadBalancer.PickSubchannelArgs call = new AnyCall();

  /** Has it connect to all, and takes the picker it then gives its channel. */
  @Setup
  public void open(Pool pool) {
    ConnectedChannel channel = new ConnectedChannel();
    LoadBalancer balancer =
        LoadBalancerRegistry.getDefaultRegistry()
            .getProvider("round_robin")
            .newLoadBalancer(channel);
    channel
        .getSynchronizationContext()
        .execute(
            () ->
                balancer.acceptResolvedAddresses(
                    LoadBalancer.ResolvedAddresses.newBuilder()
                        .setAddresses(
                            pool.all().stream()
                                .map(e -> new EquivalentAddressGroup(e.socketAddress()))
                                .toList())
                        .build()));
    if (channel.state != ConnectivityState.READY || channel.connected != pool.endpoints) {
      throw new IllegalStateException(channel.state + " with " + channel.connected + " connected");
    }
    picker = Objects.requireNonNull(channel.picker);
  }

  LoadBalancer.PickResult pick() {
    return picker.pickSubchannel(call);
  }

  private static final class AnyCall extends LoadBalancer.PickSubchannelArgs {

    private final Metadata headers = new Metadata();

    @Override
    public CallOptions getCallOptions() {
      return CallOptions.DEFAULT;
    }

    @Override
    public Metadata getHeaders() {
      return headers;
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      throw new UnsupportedOperationException("round_robin asks for none");
    }
  }
}
