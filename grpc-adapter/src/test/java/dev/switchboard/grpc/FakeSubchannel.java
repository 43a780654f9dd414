package dev.switchboard.grpc;

import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.LoadBalancer.SubchannelStateListener;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection that becomes what a test says. */
final class FakeSubchannel extends Subchannel {

  private @Nullable SubchannelStateListener listener;
  int asked;

  @Override
  public void start(SubchannelStateListener newListener) {
    listener = newListener;
  }

  void becomes(ConnectivityState state) {
    becomes(
        state == ConnectivityState.TRANSIENT_FAILURE
            ? ConnectivityStateInfo.forTransientFailure(
                Status.UNAVAILABLE.withDescription("refused"))
            : ConnectivityStateInfo.forNonError(state));
  }

  private void becomes(ConnectivityStateInfo info) {
    if (listener != null) {
      listener.onSubchannelState(info);
    }
  }

  @Override
  public void requestConnection() {
    asked++;
  }

  /** As gRPC does. */
  @Override
  public void shutdown() {
    becomes(ConnectivityState.SHUTDOWN);
  }

  @Override
  public Attributes getAttributes() {
    return Attributes.EMPTY;
  }

  /** The channel's side of a load balancer. */
  static final class Channel extends LoadBalancer.Helper {

    private final SynchronizationContext context =
        new SynchronizationContext(
            (thread, failure) -> {
              throw new AssertionError(failure);
            });
    final List<FakeSubchannel> subchannels = new ArrayList<>();
    ConnectivityState state = ConnectivityState.IDLE;

    /** How often somebody wanted to do something in the channel. */
    int entered;

    @Override
    public Subchannel createSubchannel(CreateSubchannelArgs args) {
      FakeSubchannel made = new FakeSubchannel();
      subchannels.add(made);
      return made;
    }

    @Override
    public void updateBalancingState(ConnectivityState newState, SubchannelPicker picker) {
      state = newState;
    }

    @Override
    public SynchronizationContext getSynchronizationContext() {
      entered++;
      return context;
    }

    @Override
    public ManagedChannel createOobChannel(EquivalentAddressGroup addresses, String authority) {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getAuthority() {
      return "orders:50051";
    }
  }
}
