package dev.switchboard.grpc;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.Dialer;
import io.grpc.Attributes;
import io.grpc.InternalConfigSelector;
import io.grpc.LoadBalancer.PickSubchannelArgs;

/**
 * Uses an internal API of gRPC, the only one there is for it: a resolver's word on each single
 * call, before its first try. See {@link CallSelection}.
 */
final class InternalCallSelector extends InternalConfigSelector {

  private final Result repeatable;
  private final Result once;

  private InternalCallSelector(Dialer dialer, ServiceConfig config, CallPolicy policy) {
    this.repeatable = result(dialer, config, policy, true);
    this.once = result(dialer, config, policy, false);
  }

  private static Result result(
      Dialer dialer, ServiceConfig config, CallPolicy policy, boolean repeatable) {
    return Result.newBuilder()
        .setConfig(config.of(policy, repeatable).getConfig())
        .setInterceptor(new CallFollower(dialer, repeatable, config.ownTimeouts()))
        .build();
  }

  static void addTo(
      Attributes.Builder attributes, Dialer dialer, ServiceConfig config, CallPolicy policy) {
    attributes.set(KEY, new InternalCallSelector(dialer, config, policy));
  }

  @Override
  public Result selectConfig(PickSubchannelArgs call) {
    return GrpcCall.isRepeatable(call.getMethodDescriptor(), call.getCallOptions())
        ? repeatable
        : once;
  }
}
