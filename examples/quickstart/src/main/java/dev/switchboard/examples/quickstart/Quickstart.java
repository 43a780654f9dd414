package dev.switchboard.examples.quickstart;

import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapPolicy;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.grpc.SwitchboardGrpc;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import dev.switchboard.page.StatusPage;
import dev.switchboard.testkit.CloudMapServer;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import okhttp3.OkHttpClient;

/**
 * The main job, without an AWS account: three tasks of two services are registered in Cloud Map,
 * and while {@code http://orders:8080/} and, by gRPC, {@code prices:50051} are called under load,
 * one is killed, one hangs, one answers 503, and at last all are replaced. Nobody who calls shall
 * notice.
 */
public final class Quickstart {

  /** What a stopping task serves on after it was deregistered: a poll interval, and a second. */
  private static final Duration DRAIN =
      CloudMapPolicy.defaults().pollInterval().plus(Duration.ofSeconds(1));

  private static final Duration TABLE_EVERY = Duration.ofSeconds(3);

  private final CloudMapServer cloudMap;
  private final Switchboard switchboard;
  private final Board board;

  private Quickstart(CloudMapServer cloudMap, Switchboard switchboard, Board board) {
    this.cloudMap = cloudMap;
    this.switchboard = switchboard;
    this.board = board;
  }

  /** Runs it; exits with 1 if any call failed. */
  public static void main(String[] args) throws InterruptedException {
    // The JDK's server would wait for the client's acknowledgement inside every answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Board board = new Board();
    long failed;
    try (CloudMapServer cloudMap = CloudMapServer.start()) {
      cloudMap.createService("prod", "orders");
      cloudMap.createService("prod", "prices");
      try (Switchboard switchboard = switchboard(cloudMap, board);
          StatusPage page = StatusPage.start(switchboard)) {
        say("see it live at " + page.uri());
        failed = new Quickstart(cloudMap, switchboard, board).run();
      }
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private static Switchboard switchboard(CloudMapServer cloudMap, Board board) {
    return Switchboard.builder()
        .allowLoopback()
        .resolver(CloudMapResolver.builder("prod").client(cloudMap.client()).build())
        .alias(
            "orders:8080",
            alias -> alias.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(500))))
        .alias("prices:50051")
        .listener(board)
        .build();
  }

  private long run() throws InterruptedException {
    OkHttpClient http =
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
    Task first = startTask("task-1");
    Task second = startTask("task-2");
    Task third = startTask("task-3");
    ManagedChannel grpc =
        Grpc.newChannelBuilder("switchboard:///prices:50051", InsecureChannelCredentials.create())
            .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard)
            .build();
    Load load = Load.start(http, grpc);

    say("three tasks, 8 callers of http://orders:8080/ and switchboard:///prices:50051");
    watch(3);
    say("task-1 is killed; Cloud Map does not know");
    first.stop();
    watch(4);
    say("ECS replaces it by task-4");
    Task fourth = startTask("task-4");
    deregister(first);
    watch(6);
    say("task-2 accepts requests of HTTP and answers none");
    second.hang();
    watch(6);
    say("task-2 works again; task-3 answers 503 and UNAVAILABLE");
    second.recover();
    third.refuse();
    watch(6);
    say("task-3 works again; a deployment replaces all three, and every other request is a POST");
    third.recover();
    load.addPosts();
    Task fifth = replace(fourth, "task-5");
    Task sixth = replace(second, "task-6");
    Task seventh = replace(third, "task-7");
    watch(3);

    load.stop();
    grpc.shutdownNow();
    fifth.stop();
    sixth.stop();
    seventh.stop();
    System.out.printf(
        "calls %d by HTTP and %d by gRPC, failed %d, retried %d, ejected %d%n",
        load.httpCalls(), load.grpcCalls(), load.failed(), board.retried(), board.ejected());
    return load.failed();
  }

  private Task startTask(String id) {
    Task task = Task.start(id);
    cloudMap.register("prod", "orders", id, task.ip(), task.ordersPort());
    cloudMap.register("prod", "prices", id, task.ip(), task.pricesPort());
    return task;
  }

  private void deregister(Task task) {
    cloudMap.deregister("prod", "orders", task.id());
    cloudMap.deregister("prod", "prices", task.id());
  }

  private Task replace(Task old, String newId) throws InterruptedException {
    Task task = startTask(newId);
    deregister(old);
    watch(DRAIN.toSeconds());
    old.stop();
    return task;
  }

  private static void say(String what) {
    System.out.println();
    System.out.println("* " + what);
  }

  /** Lets time pass and shows what happens meanwhile. */
  private void watch(long seconds) throws InterruptedException {
    for (long left = seconds; left > 0; left -= TABLE_EVERY.toSeconds()) {
      Thread.sleep(Math.min(left, TABLE_EVERY.toSeconds()) * 1000);
      board.print(switchboard.snapshot());
    }
  }
}
