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
import io.grpc.MethodDescriptor.MethodType;
import java.util.HashMap;
import java.util.Map;

/**
 * Has core pick among the endpoints that are connected, away from those the call has tried, if its
 * alias may still retry. Immutable; safe for any thread.
 */
final class ReadyPicker extends SubchannelPicker {

  private static final Tried NOTHING = new Tried();

  private final Dialer dialer;
  private final Selection ready;
  private final Map<EndpointStats, PickResult> results = new HashMap<>();

  /** Picks among {@code ready}, whose subchannels are these. */
  ReadyPicker(Dialer dialer, Selection ready, Map<EndpointStats, Subchannel> subchannels) {
    this.dialer = dialer;
    this.ready = ready;
    subchannels.forEach(
        (stats, subchannel) -> results.put(stats, PickResult.withSubchannel(subchannel)));
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    GrpcCall call = GrpcCall.of(args.getCallOptions());
    AttemptTracer tracer = call == null ? null : call.tracer(args.getHeaders());
    return call == null || tracer == null ? pickForUnknown(args) : pickFor(call, tracer);
  }

  private PickResult pickFor(GrpcCall call, AttemptTracer tracer) {
    long now = dialer.clock().nanos();
    if (!call.mayTry(tracer.number(), now)) {
      return PickResult.withDrop(call.notRetried());
    }
    Pick pick = call.pick(ready, tracer, now);
    if (pick == null) {
      return PickResult.withNoResult();
    }
    tracer.picked(pick);
    return result(pick);
  }

  private PickResult pickForUnknown(PickSubchannelArgs args) {
    CallKeys given = args.getCallOptions().getOption(SwitchboardGrpc.KEYS);
    CallKeys keys = name -> GrpcKeys.value(name, given, args.getHeaders());
    Pick pick = ready.pick(keys, NOTHING, false, dialer.clock().nanos());
    if (pick == null) {
      return PickResult.withNoResult();
    }
    boolean isStream = args.getMethodDescriptor().getType() != MethodType.UNARY;
    return result(pick).copyWithStreamTracerFactory(new LoneTry(dialer, pick, isStream));
  }

  private PickResult result(Pick pick) {
    PickResult result = results.get(pick.stats());
    if (result == null) {
      throw new IllegalStateException("picked what is not ready: " + pick.endpoint());
    }
    return result;
  }
}
