package dev.switchboard.benchmarks.picks;

import dev.switchboard.benchmarks.ConnectedChannel;
import io.grpc.CallOptions;
import io.grpc.LoadBalancer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** gRPC's own policy, all of it connected. */
@State(Scope.Benchmark)
public class GrpcRoundRobin {

  private LoadBalancer.SubchannelPicker picker;
  private final LoadBalancer.PickSubchannelArgs call = new AnyCall();

  /** Has it connect to all, and takes the picker it then gives its channel. */
  @Setup
  public void open(Pool pool) {
    ConnectedChannel channel = new ConnectedChannel();
    channel.resolved(pool.all());
    picker = channel.picker();
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
