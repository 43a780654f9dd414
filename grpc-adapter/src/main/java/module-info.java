/** Switchboard for gRPC. Start with {@code dev.switchboard.grpc.SwitchboardGrpc}. */
module dev.switchboard.grpc {
  requires transitive dev.switchboard.core;
  requires transitive io.grpc;
  requires static transitive org.jspecify;

  exports dev.switchboard.grpc;

  provides io.grpc.NameResolverProvider with
      dev.switchboard.grpc.SwitchboardNameResolverProvider;
  provides io.grpc.LoadBalancerProvider with
      dev.switchboard.grpc.SwitchboardLoadBalancerProvider;
}
