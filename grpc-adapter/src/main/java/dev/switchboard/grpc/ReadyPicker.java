package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.upstream.Selection;
import dev.switchboard.upstream.Tried;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Metadata;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has core pick among the endpoints that are connected, away from those the call has tried, if its
 * alias may still retry. Immutable; safe for any thread.
 */
final class ReadyPicker extends SubchannelPicker {

  /** gRPC's own count in the headers it sends: not raised where it repeats what never left. */
  private static final Metadata.Key<String> PREVIOUS_ATTEMPTS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  private static final Tried NOTHING = new Tried();

  private final Dialer dialer;
  private final Selection ready;
  private final Map<EndpointStats, Subchannel> subchannels;

  /** Picks among {@code ready}, whose subchannels are these. */
  ReadyPicker(Dialer dialer, Selection ready, Map<EndpointStats, Subchannel> subchannels) {
    this.dialer = dialer;
    this.ready = ready;
    this.subchannels = subchannels;
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    long now = dialer.clock().nanos();
    int number = number(args.getHeaders());
    GrpcCall call = args.getCallOptions().getOption(GrpcCall.KEY);
    if (call != null && !call.mayTry(number, now)) {
      return PickResult.withDrop(call.notRetried(dialer.upstream().alias().toString()));
    }
    CallKeys keys = new GrpcKeys(args);
    Pick pick = call == null ? ready.pick(keys, NOTHING, false, now) : call.pick(ready, keys, now);
    return pick == null ? PickResult.withNoResult() : found(pick, call, number, args);
  }

  private PickResult found(
      Pick pick, @Nullable GrpcCall call, int number, PickSubchannelArgs args) {
    Subchannel subchannel = subchannels.get(pick.stats());
    if (subchannel == null) {
      throw new IllegalStateException("picked what is not ready: " + pick.endpoint());
    }
    return PickResult.withSubchannel(
        subchannel,
        new AttemptTracer.Factory(
            dialer, call, pick, number, args.getMethodDescriptor().getType()));
  }

  /** Which try of its call this is, from 1. */
  private static int number(Metadata headers) {
    String previous = headers.get(PREVIOUS_ATTEMPTS);
    try {
      return previous == null ? 1 : Integer.parseInt(previous) + 1;
    } catch (NumberFormatException e) {
      return 1; // an application's own header
    }
  }
}
