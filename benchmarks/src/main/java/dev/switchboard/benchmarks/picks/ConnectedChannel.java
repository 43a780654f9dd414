package dev.switchboard.benchmarks.picks;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.ManagedChannel;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a policy of gRPC sees of a channel whose connections come about as soon as asked for. */
final class ConnectedChannel extends LoadBalancer.Helper {

  private final SynchronizationContext synchronization =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException(failure);
          });

  int connected;
  @Nullable ConnectivityState state;
  LoadBalancer.@Nullable SubchannelPicker picker;

  @Override
  public LoadBalancer.Subchannel createSubchannel(LoadBalancer.CreateSubchannelArgs args) {
    return new Connected(args);
  }

  @Override
  public void updateBalancingState(
      ConnectivityState newState, LoadBalancer.SubchannelPicker newPicker) {
    state = newState;
    picker = newPicker;
  }

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return synchronization;
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return new SilentLogger();
  }

  @Override
  public String getAuthority() {
    return "orders";
  }

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup group, String authority) {
    throw new UnsupportedOperationException("round_robin needs none");
  }

  private final class Connected extends LoadBalancer.Subchannel {

    private final LoadBalancer.CreateSubchannelArgs args;
    private LoadBalancer.@Nullable SubchannelStateListener listener;

    Connected(LoadBalancer.CreateSubchannelArgs args) {
      this.args = args;
    }

    @Override
    public void start(LoadBalancer.SubchannelStateListener newListener) {
      listener = newListener;
    }

    @Override
    public void requestConnection() {
      connected++;
      Objects.requireNonNull(listener)
          .onSubchannelState(ConnectivityStateInfo.forNonError(ConnectivityState.READY));
    }

    @Override
    public void shutdown() {}

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return args.getAddresses();
    }

    @Override
    public Attributes getAttributes() {
      return args.getAttributes();
    }
  }

  private static final class SilentLogger extends ChannelLogger {

    @Override
    public void log(ChannelLogLevel level, String message) {}

    @Override
    public void log(ChannelLogLevel level, String format, Object... args) {}
  }
}
