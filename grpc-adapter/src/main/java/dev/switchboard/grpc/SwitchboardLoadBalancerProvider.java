package dev.switchboard.grpc;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import java.util.Map;

/**
 * The load balancing policy {@code switchboard}: Switchboard chooses. It comes with targets such as
 * {@code switchboard:///orders:50051} and works with no others. gRPC finds it by itself; an
 * application does not name it, unless its own service config has to: {@code
 * {"loadBalancingConfig": [{"switchboard": {}}]}}.
 */
public final class SwitchboardLoadBalancerProvider extends LoadBalancerProvider {

  static final String POLICY = "switchboard";

  private static final int USUAL_PRIORITY = 5;

  /** For gRPC. */
  public SwitchboardLoadBalancerProvider() {}

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public int getPriority() {
    return USUAL_PRIORITY;
  }

  @Override
  public String getPolicyName() {
    return POLICY;
  }

  /** It has no settings here: the alias's policy has them. */
  @Override
  public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> settings) {
    return ConfigOrError.fromConfig(POLICY);
  }

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new AliasLoadBalancer(helper);
  }
}
