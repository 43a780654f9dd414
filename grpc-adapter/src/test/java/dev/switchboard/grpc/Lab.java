package dev.switchboard.grpc;

import dev.switchboard.AliasPolicy;
import dev.switchboard.Switchboard;
import dev.switchboard.call.CallPolicy;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.testkit.BlackHole;
import dev.switchboard.upstream.UpstreamSnapshot;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Real servers, a Switchboard and channels through it, of which nothing may be left at the end. */
final class Lab implements AutoCloseable {

  static final String TARGET = "switchboard:///orders:50051";

  final SettableResolver resolver = new SettableResolver();
  final RecordingListener listener = new RecordingListener();
  final Switchboard switchboard;
  private final Ledger ledger = new Ledger();
  private final List<OrdersServer> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  Lab() {
    this(UnaryOperator.identity());
  }

  Lab(UnaryOperator<AliasPolicy> policy) {
    switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(resolver)
            .alias("orders:50051", alias -> policy.apply(alias).withCall(Lab::patient))
            .listener(listener)
            .listener(ledger)
            .build();
  }

  /**
   * A machine that is busy with other things must not make a connection fail. It may take as long
   * as a call may, unless a test says how long.
   */
  private static CallPolicy patient(CallPolicy call) {
    boolean isSaid = !call.connectTimeout().equals(CallPolicy.defaults().connectTimeout());
    boolean isShort = call.deadline().compareTo(call.connectTimeout()) < 0;
    return isSaid || isShort ? call : call.withConnectTimeout(call.deadline());
  }

  OrdersServer server(String name) throws IOException {
    OrdersServer server = OrdersServer.start(name);
    servers.add(server);
    return server;
  }

  /** Servers of these names, all registered. */
  OrdersServer[] registered(String... names) throws IOException {
    OrdersServer[] started = new OrdersServer[names.length];
    for (int i = 0; i < names.length; i++) {
      started[i] = server(names[i]);
    }
    register(started);
    return started;
  }

  /** What the registry lists from now on. */
  void register(Endpoint... endpoints) {
    resolver.set("orders", endpoints);
  }

  void register(OrdersServer... listed) {
    Endpoint[] endpoints = new Endpoint[listed.length];
    for (int i = 0; i < listed.length; i++) {
      endpoints[i] = listed[i].endpoint();
    }
    register(endpoints);
  }

  ManagedChannel channel() {
    return channel(b -> {});
  }

  /** What a test changes of a channel's builder. */
  interface Change {
    void of(ManagedChannelBuilder<?> builder);
  }

  ManagedChannel channel(Change change) {
    return channel(TARGET, InsecureChannelCredentials.create(), change);
  }

  ManagedChannel channel(String target, ChannelCredentials credentials, Change change) {
    ManagedChannelBuilder<?> builder =
        Grpc.newChannelBuilder(target, credentials)
            .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard);
    change.of(builder);
    ManagedChannel channel = builder.build();
    channels.add(channel);
    return channel;
  }

  /** Which server answered. */
  static String get(Channel channel) {
    return call(channel, Orders.GET);
  }

  static String call(Channel channel, MethodDescriptor<String, String> method) {
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, "7");
  }

  /** How a call fails. */
  static Status failure(Channel channel) {
    return failure(channel, Orders.GET, CallOptions.DEFAULT, "7");
  }

  static Status failure(
      Channel channel,
      MethodDescriptor<String, String> method,
      CallOptions options,
      String request) {
    String answer;
    try {
      answer = ClientCalls.blockingUnaryCall(channel, method, options, request);
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
    throw new AssertionError("the call was to fail, but " + answer + " answered");
  }

  /** Until each has answered, and so is connected to. */
  void awaitAnswersOf(Channel channel, OrdersServer... all) {
    await(
        () -> {
          get(channel);
          for (OrdersServer server : all) {
            if (server.calls.get() == 0) {
              return false;
            }
          }
          return true;
        });
  }

  /** Until {@code condition} holds, for what nobody tells of; at most 20 s. */
  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
        throw new AssertionError("waited for 20 s in vain");
      }
      Thread.onSpinWait();
    }
  }

  UpstreamSnapshot snapshot() {
    return switchboard.snapshot().get(0);
  }

  EndpointSnapshot snapshot(OrdersServer server) {
    return snapshot(server.endpoint());
  }

  static Endpoint endpoint(BlackHole hole) {
    return Endpoint.of("127.0.0.1", hole.port());
  }

  EndpointSnapshot snapshot(Endpoint endpoint) {
    return snapshot().endpoints().stream()
        .filter(e -> e.endpoint().equals(endpoint))
        .findFirst()
        .orElseThrow();
  }

  int inFlight() {
    return snapshot().endpoints().stream().mapToInt(EndpointSnapshot::inFlight).sum();
  }

  long failures() {
    return snapshot().endpoints().stream().mapToLong(EndpointSnapshot::failures).sum();
  }

  static UnaryOperator<AliasPolicy> deadline(Duration time) {
    return alias -> alias.withCall(c -> c.withDeadline(time));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    servers.forEach(OrdersServer::close);
    for (ManagedChannel channel : channels) {
      try {
        if (!channel.awaitTermination(20, TimeUnit.SECONDS)) {
          throw new AssertionError("a channel did not end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      await(() -> ledger.isBalanced() && inFlight() == 0);
    } catch (AssertionError e) {
      throw new AssertionError(ledger + ", " + inFlight() + " in flight", e);
    } finally {
      switchboard.close();
    }
  }
}
