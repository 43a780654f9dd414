package dev.switchboard.grpc;

import com.sun.management.ThreadMXBean;
import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.StaticResolver;
import io.grpc.CallOptions;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.stub.ClientCalls;
import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Unary calls through Switchboard beside gRPC's own {@code round_robin}: to the same three servers,
 * in one process after the other's turn, so that what else the machine does hits both. Run by hand;
 * {@code docs/performance.md} has the command and what came of it.
 */
public final class Benchmark {

  private static final int ROUNDS = 300;
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Benchmark() {}

  /** Runs it, with 1 and with 64 calls in flight; or only serves, as the other process. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      serve();
      return;
    }
    Process servers = anotherJvm();
    try {
      List<Endpoint> endpoints = endpoints(servers);
      measure(endpoints);
    } finally {
      servers.destroy();
    }
  }

  private static void serve() throws Exception {
    for (String name : List.of("a", "b", "c")) {
      System.out.println(OrdersServer.start(name).port());
    }
    while (System.in.read() >= 0) {
      // Until the benchmark ends.
    }
  }

  private static Process anotherJvm() throws Exception {
    return new ProcessBuilder(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            Benchmark.class.getName(),
            "serve")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<Endpoint> endpoints(Process servers) throws Exception {
    List<Endpoint> endpoints = new ArrayList<>();
    BufferedReader out = servers.inputReader();
    for (int i = 0; i < 3; i++) {
      endpoints.add(Endpoint.of("127.0.0.1", Integer.parseInt(out.readLine())));
    }
    return endpoints;
  }

  private static void measure(List<Endpoint> endpoints) throws Exception {
    NameResolverRegistry.getDefaultRegistry().register(new Listed(endpoints));
    try (Switchboard switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(StaticResolver.of(Map.of("orders", endpoints)))
            .build()) {
      ManagedChannel ours =
          Grpc.newChannelBuilder(Lab.TARGET, InsecureChannelCredentials.create())
              .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard)
              .build();
      ManagedChannel theirs =
          Grpc.newChannelBuilder("listed:///orders", InsecureChannelCredentials.create())
              .defaultLoadBalancingPolicy("round_robin")
              .build();
      for (int inFlight : new int[] {1, 64}) {
        compare(ours, theirs, inFlight);
      }
      compareAllocation(ours, theirs);
      ours.shutdownNow();
      theirs.shutdownNow();
    }
  }

  private static void compare(ManagedChannel ours, ManagedChannel theirs, int inFlight)
      throws Exception {
    callsPerSecond(ours, inFlight, WARM_UP);
    callsPerSecond(theirs, inFlight, WARM_UP);
    double[] ratios = new double[ROUNDS];
    double[] rates = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      boolean oursFirst = i % 2 == 0;
      double a = callsPerSecond(oursFirst ? ours : theirs, inFlight, TURN);
      double b = callsPerSecond(oursFirst ? theirs : ours, inFlight, TURN);
      ratios[i] = oursFirst ? a / b : b / a;
      rates[i] = oursFirst ? b : a;
    }
    double[] medians = resampledMedians(ratios);
    System.out.printf(
        "%d in flight: %.3f of round_robin's calls per second, 95%% of medians within %.3f and"
            + " %.3f; round_robin makes %.0f%n",
        inFlight,
        median(ratios),
        medians[(int) (medians.length * 0.025)],
        medians[(int) (medians.length * 0.975)],
        median(rates));
  }

  /** The bootstrap: medians of as many ratios drawn at random, in order. */
  private static double[] resampledMedians(double[] ratios) {
    Random random = new Random(1);
    double[] medians = new double[10_000];
    for (int i = 0; i < medians.length; i++) {
      medians[i] =
          median(
              random.ints(ratios.length, 0, ratios.length).mapToDouble(j -> ratios[j]).toArray());
    }
    Arrays.sort(medians);
    return medians;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  /** Each caller waits for its answer before it calls again. */
  private static double callsPerSecond(ManagedChannel channel, int callers, Duration time)
      throws Exception {
    LongAdder calls = new LongAdder();
    Phaser done = new Phaser(callers + 1);
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (int i = 0; i < callers; i++) {
      Thread caller =
          new Thread(
              () -> {
                while (System.nanoTime() - end < 0) {
                  call(channel);
                  calls.increment();
                }
                done.arriveAndDeregister();
              });
      caller.setDaemon(true);
      caller.start();
    }
    done.arriveAndAwaitAdvance();
    return calls.sum() * 1e9 / (System.nanoTime() - start);
  }

  private static void call(ManagedChannel channel) {
    ClientCalls.blockingUnaryCall(
        channel, Orders.ADD, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS), "7");
  }

  /** All threads of the process, as part of a call is done on gRPC's. */
  private static void compareAllocation(ManagedChannel ours, ManagedChannel theirs) {
    int rounds = 9;
    double[] more = new double[rounds];
    double[] base = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      base[i] = bytesPerCall(theirs);
      more[i] = bytesPerCall(ours) - base[i];
    }
    System.out.printf(
        "allocation: %.0f bytes per call more than round_robin's %.0f%n",
        median(more), median(base));
  }

  private static double bytesPerCall(ManagedChannel channel) {
    int calls = 3_000;
    long before = THREADS.getTotalThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      call(channel);
    }
    return (double) (THREADS.getTotalThreadAllocatedBytes() - before) / calls;
  }

  /** Knows the same endpoints, for gRPC's own policy. */
  private static final class Listed extends NameResolverProvider {

    private final List<Endpoint> endpoints;

    Listed(List<Endpoint> endpoints) {
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
}
