package dev.switchboard.examples.orders;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.jdbc.SwitchboardPool;
import dev.switchboard.testkit.CloudMapServer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * An orders service that dials {@code mysql:3306} through a HikariCP pool, on real MariaDB servers
 * that are registered in Cloud Map. While it reads, one is killed, one freezes, and at last all are
 * replaced.
 */
public final class Orders {

  private final CloudMapServer cloudMap;
  private final Switchboard switchboard;
  private final LongAdder retried = new LongAdder();
  private final LongAdder ejected = new LongAdder();

  private Orders(CloudMapServer cloudMap, Switchboard switchboard) {
    this.cloudMap = cloudMap;
    this.switchboard = switchboard;
    switchboard.addListener(this::count);
  }

  /** Runs it; exits with 1 if any order failed. */
  public static void main(String[] args) throws InterruptedException {
    long failed;
    try (CloudMapServer cloudMap = CloudMapServer.start();
        Switchboard switchboard =
            Switchboard.builder()
                .allowLoopback()
                .resolver(CloudMapResolver.builder("prod").client(cloudMap.client()).build())
                .alias(
                    "mysql:3306",
                    alias -> alias.withCall(c -> c.withPerTryTimeout(Duration.ofSeconds(1))))
                .build()) {
      Switchboard.share(switchboard);
      failed = new Orders(cloudMap, switchboard).run();
    }
    System.exit(failed == 0 ? 0 : 1);
  }

  private long run() throws InterruptedException {
    say("three MariaDB servers start");
    Replica first = start("db-1");
    Replica second = start("db-2");
    Replica third = start("db-3");
    try (SwitchboardPool pool = SwitchboardPool.around(new HikariDataSource(config()))) {
      Load load = Load.start(pool);
      say("8 threads read from mysql:3306");
      watch(3);
      say("db-1 is killed; Cloud Map does not know");
      first.kill();
      watch(4);
      say("ECS replaces it by db-4");
      Replica fourth = replace(first, "db-4");
      watch(9);
      say("db-2 freezes: it accepts connections and answers none");
      second.freeze();
      watch(9);
      say("db-2 works again; a deployment replaces all three");
      second.thaw();
      Replica fifth = replace(second, "db-5");
      drain(second);
      Replica sixth = replace(third, "db-6");
      drain(third);
      Replica seventh = replace(fourth, "db-7");
      drain(fourth);
      load.stop();
      fifth.kill();
      sixth.kill();
      seventh.kill();
      System.out.printf(
          "calls %d, failed %d, retried %d, ejected %d%n",
          load.calls(), load.failed(), retried.sum() + load.repeated(), ejected.sum());
      return load.failed();
    }
  }

  private static HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:switchboard:mysql://mysql:3306/orders?sslMode=DISABLED&socketTimeout=2000");
    config.setUsername("root");
    return config;
  }

  private void count(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.AttemptStarted started && started.number() > 1) {
      retried.increment();
    } else if (event instanceof SwitchboardEvent.EndpointEjected) {
      ejected.increment();
    }
  }

  private Replica start(String id) {
    Replica replica = Replica.start(id);
    cloudMap.register("prod", "mysql", id, "127.0.0.1", replica.port());
    return replica;
  }

  private Replica replace(Replica old, String newId) {
    Replica replica = start(newId);
    cloudMap.deregister("prod", "mysql", old.id());
    return replica;
  }

  /** What a stopping task serves on for: a poll of the registry, and what is in use. */
  private void drain(Replica old) throws InterruptedException {
    watch(6);
    old.kill();
  }

  private static void say(String what) {
    System.out.println();
    System.out.println("* " + what);
  }

  private void watch(int seconds) throws InterruptedException {
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    switchboard.snapshot().forEach(alias -> System.out.println("  " + alias));
  }
}
