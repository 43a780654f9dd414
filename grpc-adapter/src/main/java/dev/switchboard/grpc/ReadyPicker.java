package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.upstream.Selection;
import dev.switchboard.upstream.Tried;
import dev.switchboard.upstream.Upstream;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.LoadBalancer.SubchannelPicker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    return call == null || tracer == null ? pickForUnknown(args) : pickFor(call, tracer, args);
  }

  private PickResult pickFor(GrpcCall call, AttemptTracer tracer, PickSubchannelArgs args) {
    long now = dialer.clock().nanos();
    if (!tracer.mayBeMade(now)) {
      return PickResult.withDrop(call.notPaid());
    }
    boolean mayBeRepeated =
        dialer.policy().retry().retries() > 0
            && GrpcCall.isRepeatable(args.getMethodDescriptor(), args.getCallOptions());
    Pick pick = ready.pick(tracer, tracer.tried(), mayBeRepeated, now);
    PickResult result = result(pick);
    if (pick == null || result == null) {
      return nowhere(tracer, args);
    }
    tracer.picked(pick);
    return result;
  }

  private PickResult pickForUnknown(PickSubchannelArgs args) {
    CallKeys given = args.getCallOptions().getOption(SwitchboardGrpc.KEYS);
    CallKeys keys = name -> GrpcKeys.value(name, given, args.getHeaders());
    Pick pick = ready.pick(keys, NOTHING, false, dialer.clock().nanos());
    PickResult result = result(pick);
    if (pick == null || result == null) {
      return nowhere(keys, args);
    }
    return result.copyWithStreamTracerFactory(
        new LoneTry(dialer, pick, args.getMethodDescriptor()));
  }

  private @Nullable PickResult result(@Nullable Pick pick) {
    return pick == null ? null : results.get(pick.stats());
  }

  /** Fails a call that may go to no endpoint there is; one whose endpoint is not ready waits. */
  private PickResult nowhere(CallKeys keys, PickSubchannelArgs args) {
    Upstream upstream = dialer.upstream();
    return upstream
        .absence(keys)
        .map(absence -> new FailingPicker(upstream.alias(), absence).pickSubchannel(args))
        .orElse(PickResult.withNoResult());
  }
}
