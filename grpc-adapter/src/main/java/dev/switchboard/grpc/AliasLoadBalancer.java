package dev.switchboard.grpc;

import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.upstream.Selection;
import dev.switchboard.upstream.Upstream;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a connection to each endpoint that is wanted, and has core choose among those that are
 * ready. Whatever changes, in the registry, in core's view of health or in a connection, it looks
 * at all of it again.
 *
 * <p>Everything but the pickers happens in the channel's synchronization context.
 */
final class AliasLoadBalancer extends LoadBalancer {

  private static final SubchannelPicker WAIT = new FixedResultPicker(PickResult.withNoResult());

  private final Helper helper;
  private final Map<InetSocketAddress, Link> links = new LinkedHashMap<>();
  private @Nullable Dialer dialer;
  private Runnable stopListening = () -> {};
  private boolean closed;

  AliasLoadBalancer(Helper helper) {
    this.helper = helper;
  }

  @Override
  public Status acceptResolvedAddresses(ResolvedAddresses resolved) {
    Dialer given = resolved.getAttributes().get(AliasNameResolver.DIALER);
    if (given == null) {
      Status wrong =
          Status.UNAVAILABLE.withDescription(
              "the load balancing policy \"switchboard\" works only with targets such as"
                  + " switchboard:///orders:50051");
      fail(new FailingPicker(wrong));
      return wrong;
    }
    if (dialer == null) {
      dialer = given;
      stopListening =
          given.upstream().onChange(() -> helper.getSynchronizationContext().execute(this::look));
    }
    look();
    return Status.OK;
  }

  @Override
  public void handleNameResolutionError(Status error) {
    if (dialer == null) {
      fail(new FailingPicker(error));
    }
  }

  /** Looks at everything again. */
  private void look() {
    if (dialer == null || closed) {
      return;
    }
    Upstream upstream = dialer.upstream();
    keepLinks(dialer);
    List<Link> wanted =
        upstream.wanted().stream().map(this::link).filter(Objects::nonNull).toList();
    wanted.forEach(Link::connect);
    Selection ready = upstream.select(this::isReady);
    boolean noneWantedIsReady = wanted.stream().noneMatch(Link::isReady);
    if (noneWantedIsReady && wanted.stream().anyMatch(Link::isPending)) {
      helper.updateBalancingState(ConnectivityState.CONNECTING, WAIT);
    } else if (!ready.picks().isEmpty()) {
      helper.updateBalancingState(
          ConnectivityState.READY, new ReadyPicker(dialer, ready, subchannels(ready)));
    } else if (wanted.stream().anyMatch(Link::isHopedFor)) {
      helper.updateBalancingState(ConnectivityState.CONNECTING, WAIT);
    } else {
      fail(failing(dialer));
    }
  }

  /** One link for each endpoint there is. */
  private void keepLinks(Dialer of) {
    List<Endpoint> endpoints = of.upstream().endpoints().asList();
    Set<InetSocketAddress> present = of.upstream().endpoints().addresses();
    links
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !present.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
    for (Endpoint endpoint : endpoints) {
      links.computeIfAbsent(
          endpoint.socketAddress(), address -> new Link(endpoint, of, helper, this::look));
    }
  }

  private @Nullable Link link(Endpoint endpoint) {
    return links.get(endpoint.socketAddress());
  }

  private boolean isReady(Endpoint endpoint) {
    Link link = link(endpoint);
    return link != null && link.isReady();
  }

  private Map<EndpointStats, Subchannel> subchannels(Selection ready) {
    Map<EndpointStats, Subchannel> subchannels = new HashMap<>();
    for (Pick pick : ready.picks()) {
      Link link = link(pick.endpoint());
      if (link != null) {
        subchannels.put(pick.stats(), link.subchannel());
      }
    }
    return subchannels;
  }

  private FailingPicker failing(Dialer of) {
    Absence absence = of.upstream().absence().orElse(null);
    if (absence != null) {
      return new FailingPicker(of.upstream().alias(), absence);
    }
    String last =
        links.values().stream()
            .map(Link::failure)
            .filter(Objects::nonNull)
            .reduce((a, b) -> b)
            .orElse("none is tried");
    return new FailingPicker(
        Status.UNAVAILABLE.withDescription(
            of.upstream().alias()
                + ": none of "
                + links.size()
                + " endpoints can be connected to; "
                + last));
  }

  private void fail(FailingPicker picker) {
    helper.updateBalancingState(ConnectivityState.TRANSIENT_FAILURE, picker);
  }

  @Override
  public void shutdown() {
    closed = true;
    stopListening.run();
    links.values().forEach(Link::close);
    links.clear();
  }
}
