package dev.switchboard.grpc;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Upstream;
import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells a channel what its alias stands for: the addresses, for whichever policy chooses among
 * them, and how calls are to be made. Core does the resolving; this passes it on.
 *
 * <p>Everything happens in the channel's synchronization context.
 */
final class AliasNameResolver extends NameResolver {

  /** How the load balancing policy finds its alias. */
  static final Attributes.Key<Dialer> DIALER = Attributes.Key.create("dev.switchboard.dialer");

  private final Dialer dialer;
  private final Upstream upstream;
  private final ServiceConfig serviceConfig;
  private final SynchronizationContext context;

  /** What was last told. */
  private record Told(EndpointSet endpoints, CallPolicy policy) {}

  private @Nullable Listener2 listener;
  private @Nullable Told told;
  private boolean waitedForEndpoints;
  private Runnable stopListening = () -> {};
  private Clock.@Nullable Timeout wait;

  AliasNameResolver(Dialer dialer, ServiceConfig serviceConfig, SynchronizationContext context) {
    this.dialer = dialer;
    this.upstream = dialer.upstream();
    this.serviceConfig = serviceConfig;
    this.context = context;
    serviceConfig.report(dialer.policy());
  }

  @Override
  public String getServiceAuthority() {
    return upstream.alias().toString();
  }

  @Override
  public void start(Listener2 newListener) {
    listener = newListener;
    wait =
        dialer
            .clock()
            .schedule(dialer.policy().endpointTimeout(), () -> context.execute(this::waitIsOver));
    stopListening = upstream.onChange(() -> context.execute(this::tell));
    upstream.use(dialer.clock().nanos());
    tell();
  }

  private void waitIsOver() {
    waitedForEndpoints = true;
    tell();
  }

  /** Tells what is new. At first an endpoint is waited for, as in other adapters. */
  private void tell() {
    Told next = new Told(upstream.endpoints(), dialer.policy());
    boolean mayCome = upstream.absence().filter(Absence::mayPass).isPresent();
    boolean waits = mayCome && !waitedForEndpoints;
    if (listener == null || waits || next.equals(told)) {
      return;
    }
    told = next;
    listener.onResult2(result(next));
  }

  private ResolutionResult result(Told what) {
    List<EquivalentAddressGroup> addresses =
        what.endpoints().asList().stream()
            .map(endpoint -> new EquivalentAddressGroup(endpoint.socketAddress()))
            .toList();
    Attributes.Builder attributes = Attributes.newBuilder().set(DIALER, dialer);
    CallSelection.addTo(attributes, dialer, serviceConfig, what.policy());
    return ResolutionResult.newBuilder()
        .setAddressesOrError(StatusOr.fromValue(addresses))
        .setServiceConfig(serviceConfig.of(what.policy(), false))
        .setAttributes(attributes.build())
        .build();
  }

  @Override
  public void refresh() {
    upstream.refresh();
  }

  @Override
  public void shutdown() {
    listener = null;
    stopListening.run();
    if (wait != null) {
      wait.cancel();
    }
  }
}
