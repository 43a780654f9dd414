package dev.switchboard.benchmarks.calls;

import dev.switchboard.Switchboard;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.grpc.SwitchboardGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.stub.ClientCalls;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Unary calls of a few bytes through Switchboard, beside gRPC's own {@code round_robin}. */
public final class GrpcCalls implements Benchmark {

  private static final int ROUNDS = 300;
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final List<Integer> IN_FLIGHT = List.of(1, 64);
  private static final String OURS = "Switchboard";
  private static final String THEIRS = "round_robin";
  private static final byte[] REQUEST = {7};

  /** As its name says. */
  public GrpcCalls() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    try (OtherProcess servers = OtherProcess.start(GrpcServers.class);
        Switchboard switchboard = servers.switchboard()) {
      NameResolverRegistry.getDefaultRegistry().register(new ListedNames(servers.endpoints()));
      ManagedChannel ours =
          Grpc.newChannelBuilder("switchboard:///orders:50051", InsecureChannelCredentials.create())
              .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard)
              .build();
      ManagedChannel theirs =
          Grpc.newChannelBuilder("listed:///orders", InsecureChannelCredentials.create())
              .defaultLoadBalancingPolicy("round_robin")
              .build();
      Table table =
          new Table(
              "calls in flight",
              "calls per second, of `round_robin`'s",
              "`round_robin`'s",
              "bytes allocated per call",
              "`round_robin`'s");
      for (int inFlight : effort.cases(IN_FLIGHT)) {
        compare(inFlight, ours, theirs, effort, table);
      }
      ours.shutdownNow();
      theirs.shutdownNow();
      out.println(table);
    }
  }

  private static void compare(
      int inFlight, Channel ours, Channel theirs, Effort effort, Table table) throws Exception {
    try (Callers callers = new Callers(inFlight)) {
      callers.play(effort.time(WARM_UP), () -> call(ours));
      callers.play(effort.time(WARM_UP), () -> call(theirs));
      ByTurns<Sample> turns =
          new ByTurns<Sample>()
              .rival(OURS, () -> callers.play(effort.time(TURN), () -> call(ours)))
              .rival(THEIRS, () -> callers.play(effort.time(TURN), () -> call(theirs)))
              .play(effort.rounds(ROUNDS));
      table.row(
          String.valueOf(inFlight),
          turns.ratio(OURS, THEIRS, Sample::callsPerSecond).toString(),
          count(turns.median(THEIRS, Sample::callsPerSecond)),
          count(turns.median(OURS, Sample::bytesPerCall)),
          count(turns.median(THEIRS, Sample::bytesPerCall)));
    }
  }

  /** With a deadline, as each call should have one: Switchboard would else set the alias's. */
  private static void call(Channel channel) {
    ClientCalls.blockingUnaryCall(
        channel,
        GrpcServers.ECHO,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        REQUEST);
  }

  private static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }
}
