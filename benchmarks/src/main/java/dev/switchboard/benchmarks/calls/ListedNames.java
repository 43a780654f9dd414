package dev.switchboard.benchmarks.calls;

import dev.switchboard.endpoint.Endpoint;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.List;

/** The target {@code listed:///orders}: the same endpoints, for gRPC's own policy. */
public final class ListedNames extends NameResolverProvider {

  private final List<Endpoint> endpoints;

  /** Of these endpoints. */
  public ListedNames(List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 5;
  }

  @Override
  public String getDefaultScheme() {
    return "listed";
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "orders:50051";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult2(
            ResolutionResult.newBuilder()
                .setAddressesOrError(
                    StatusOr.fromValue(
                        endpoints.stream()
                            .map(e -> new EquivalentAddressGroup(e.socketAddress()))
                            .toList()))
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }
}
