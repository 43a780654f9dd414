package dev.switchboard.doctor;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.doctor.Finding.Level;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.util.ArrayList;
import java.util.List;
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
 */
public final class Doctor {

  /** So that one alias the registry does not answer for does not keep all others waiting. */
  private static final int THREADS = 16;

  private Doctor() {}

  /**
   * Looks at every alias that was declared or dialed. Takes a second or two; up to some 20 s where
   * a registry does not answer or an endpoint does not. Blocks; needs the machine's clock.
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
    return new Diagnosis(inParallel(exams));
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
