package dev.switchboard.doctor;

import dev.switchboard.Configuration;
import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.config.ConfigException;
import dev.switchboard.doctor.Finding.Level;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Says in plain words what keeps an application from reaching its services: asks the registry as
 * the application would, with its credentials, and connects to each endpoint from where it runs.
 *
 * <pre>{@code
 * System.out.println(Doctor.examine(switchboard));
 * }</pre>
 *
 * <p>Or as a command with the application's class path, in the place and with the role the
 * application has:
 *
 * <pre>{@code
 * java -cp ... dev.switchboard.doctor.Doctor switchboard.json orders:8080
 * }</pre>
 */
public final class Doctor {

  /** So that one alias the registry does not answer for does not keep all others waiting. */
  private static final int THREADS = 16;

  private static final String HELP =
      "Doctor [CONFIGURATION | - [HOST:PORT ...]]: a path, classpath:RESOURCE, or - to find it as the"
          + " application does; then aliases it does not declare";

  private static final int UNHEALTHY = 1;
  private static final int USAGE = 2;

  private Doctor() {}

  /**
   * Examines what a configuration describes, prints what it finds, and exits with 0 if calls work,
   * 1 if some do not, 2 if the configuration or an argument cannot be used.
   *
   * @param args the configuration: a path, {@code classpath:} and a resource, or {@code -} to find
   *     it as the application does; then any aliases that are not declared in it, {@code host:port}
   */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
    if (args.length > 0 && args[0].equals("--help")) {
      out.println(HELP);
      return 0;
    }
    try {
      Configuration configuration =
          args.length == 0 || args[0].equals("-")
              ? Configuration.find()
              : Configuration.read(args[0]);
      Switchboard.Builder builder = configuration.builder();
      Arrays.stream(args).skip(1).forEach(builder::alias);
      configuration.notes().forEach(out::println);
      try (Switchboard switchboard = builder.build()) {
        Diagnosis diagnosis = examine(switchboard);
        out.println(diagnosis);
        return diagnosis.isHealthy() ? 0 : UNHEALTHY;
      }
    } catch (ConfigException | IllegalArgumentException | IllegalStateException e) {
      err.println(e.getMessage());
      return USAGE;
    }
  }

  /**
   * Looks at every alias that was declared or dialed. Takes a second or two; up to some 20 s where
   * a registry does not answer, and a second more for each 16 endpoints that do not. Blocks; needs
   * the machine's clock.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public static Diagnosis examine(Switchboard switchboard) throws InterruptedException {
    List<Alias> aliases = switchboard.snapshot().stream().map(UpstreamSnapshot::alias).toList();
    if (aliases.isEmpty()) {
      return new Diagnosis(
          List.of(
              new Finding(
                  Level.WARNING,
                  "aliases",
                  "none was declared or dialed, so there is nothing to look at")));
    }
    List<Callable<List<Finding>>> exams = new ArrayList<>();
    for (Alias alias : aliases) {
      Dialer dialer = switchboard.dialer(alias.host(), alias.port()).orElseThrow();
      exams.add(() -> new AliasExam(dialer).findings());
    }
    List<Finding> findings = inParallel(exams);
    String own = switchboard.zone(); // asked for last: by then the task's metadata have told it
    Set<String> zones = zones(switchboard);
    if (!own.isEmpty() || !zones.isEmpty()) {
      findings.add(zone(own, zones));
    }
    return new Diagnosis(findings);
  }

  /** Those that endpoints are in. */
  private static Set<String> zones(Switchboard switchboard) {
    Set<String> zones = new TreeSet<>();
    for (UpstreamSnapshot alias : switchboard.snapshot()) {
      alias.endpoints().forEach(endpoint -> zones.add(endpoint.endpoint().zone()));
    }
    zones.remove("");
    return zones;
  }

  private static Finding zone(String own, Set<String> zones) {
    if (own.isEmpty()) {
      return new Finding(
          Level.WARNING,
          "zone",
          "it is not known in which availability zone this runs, so none is preferred; outside"
              + " ECS set \"zone\"");
    }
    if (!zones.isEmpty() && !zones.contains(own)) {
      return new Finding(
          Level.WARNING,
          "zone",
          String.format(
              "this runs in \"%s\" and no endpoint does, so none is preferred; they are in %s",
              Printable.of(own), zones));
    }
    return new Finding(Level.OK, "zone", own);
  }

  private static List<Finding> inParallel(List<Callable<List<Finding>>> exams)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, exams.size()));
    try {
      List<Finding> findings = new ArrayList<>();
      for (Future<List<Finding>> exam : threads.invokeAll(exams)) {
        findings.addAll(exam.get());
      }
      return findings;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the examination failed", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
