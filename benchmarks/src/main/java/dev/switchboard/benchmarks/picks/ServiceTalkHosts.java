package dev.switchboard.benchmarks.picks;

import io.servicetalk.client.api.ConnectionFactory;
import io.servicetalk.client.api.DefaultServiceDiscovererEvent;
import io.servicetalk.client.api.LoadBalancedConnection;
import io.servicetalk.client.api.LoadBalancer;
import io.servicetalk.client.api.RequestTracker;
import io.servicetalk.client.api.ServiceDiscovererEvent;
import io.servicetalk.client.api.ServiceDiscovererEvent.Status;
import io.servicetalk.concurrent.Cancellable;
import io.servicetalk.concurrent.SingleSource;
import io.servicetalk.concurrent.api.Completable;
import io.servicetalk.concurrent.api.Publisher;
import io.servicetalk.concurrent.api.Single;
import io.servicetalk.concurrent.api.SourceAdapters;
import io.servicetalk.context.api.ContextMap;
import io.servicetalk.loadbalancer.LoadBalancers;
import io.servicetalk.loadbalancer.LoadBalancingPolicies;
import io.servicetalk.transport.api.TransportObserver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** ServiceTalk's power of two choices by its moving average of latency, with its defaults. */
@State(Scope.Benchmark)
public class ServiceTalkHosts {

  private LoadBalancer<Connection> balancer;

  /** Lists the hosts; connections come about as they are picked. */
  @Setup
  public void open(Pool pool) throws Exception {
    List<ServiceDiscovererEvent<InetSocketAddress>> hosts =
        pool.all().stream()
            .<ServiceDiscovererEvent<InetSocketAddress>>map(
                e -> new DefaultServiceDiscovererEvent<>(e.socketAddress(), Status.AVAILABLE))
            .toList();
    balancer =
        LoadBalancers.<InetSocketAddress, Connection>builder("orders")
            .loadBalancingPolicy(LoadBalancingPolicies.p2c().build())
            .build()
            .newLoadBalancer(
                Publisher.from(hosts).concat(Publisher.never()), new Dials(), "orders");
    while (balancer.selectConnection(c -> true, null).toFuture().get().tracker == null) {
      throw new IllegalStateException("it does not measure latency");
    }
  }

  /** The request tracker of the connection that is picked. */
  RequestTracker pick() {
    Picked picked = new Picked();
    SourceAdapters.toSource(balancer.selectConnection(c -> true, null)).subscribe(picked);
    return Objects.requireNonNull(Objects.requireNonNull(picked.connection).tracker);
  }

  private static final class Picked implements SingleSource.Subscriber<Connection> {

    @Nullable Connection connection;

    @Override
    public void onSubscribe(Cancellable cancellable) {}

    @Override
    public void onSuccess(Connection result) {
      connection = result;
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static final class Connection implements LoadBalancedConnection {

    final @Nullable RequestTracker tracker;

    Connection(@Nullable ContextMap context) {
      tracker = context == null ? null : context.get(RequestTracker.REQUEST_TRACKER_KEY);
    }

    @Override
    public int score() {
      return 1;
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }

  private static final class Dials implements ConnectionFactory<InetSocketAddress, Connection> {

    @Override
    public Single<Connection> newConnection(
        InetSocketAddress address,
        @Nullable ContextMap context,
        @Nullable TransportObserver observer) {
      return Single.succeeded(new Connection(context));
    }

    @Override
    public Completable onClose() {
      return Completable.never();
    }

    @Override
    public Completable closeAsync() {
      return Completable.completed();
    }
  }
}
