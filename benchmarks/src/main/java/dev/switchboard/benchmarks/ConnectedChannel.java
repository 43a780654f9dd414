package dev.switchboard.benchmarks;

import dev.switchboard.endpoint.Endpoint;
import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's {@code round_robin} on a channel whose connections come about as soon as asked for: the
 * policy is found in gRPC's registry and told of addresses as a real channel does it.
 */
public final class ConnectedChannel extends LoadBalancer.Helper {

  private final SynchronizationContext synchronization =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new IllegalStateException(failure);
          });

  private final LoadBalancer policy =
      Objects.requireNonNull(LoadBalancerRegistry.getDefaultRegistry().getProvider("round_robin"))
          .newLoadBalancer(this);

  private @Nullable ConnectivityState state;
  private LoadBalancer.@Nullable SubchannelPicker picker;

  /** A channel that knows no address yet. */
  public ConnectedChannel() {}

  /** Tells the policy of these addresses. */
  public void resolved(List<Endpoint> endpoints) {
    List<EquivalentAddressGroup> addresses =
        endpoints.stream().map(e -> new EquivalentAddressGroup(e.socketAddress())).toList();
    synchronization.execute(
        () ->
            policy.acceptResolvedAddresses(
                LoadBalancer.ResolvedAddresses.newBuilder().setAddresses(addresses).build()));
  }

  /**
   * What it picks by now.
   *
   * @throws IllegalStateException if it is not connected
   */
  public LoadBalancer.SubchannelPicker picker() {
    if (state != ConnectivityState.READY) {
      throw new IllegalStateException("round_robin is " + state);
    }
    return Objects.requireNonNull(picker);
  }

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

  private static final class Connected extends LoadBalancer.Subchannel {

    private final LoadBalancer.CreateSubchannelArgs args;
    private List<EquivalentAddressGroup> addresses;
    private LoadBalancer.@Nullable SubchannelStateListener listener;

    Connected(LoadBalancer.CreateSubchannelArgs args) {
      this.args = args;
      this.addresses = args.getAddresses();
    }

    @Override
    public void start(LoadBalancer.SubchannelStateListener newListener) {
      listener = newListener;
    }

    @Override
    public void requestConnection() {
      Objects.requireNonNull(listener)
          .onSubchannelState(ConnectivityStateInfo.forNonError(ConnectivityState.READY));
    }

    @Override
    public void shutdown() {}

    @Override
    public void updateAddresses(List<EquivalentAddressGroup> newAddresses) {
      addresses = newAddresses;
    }

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return addresses;
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
