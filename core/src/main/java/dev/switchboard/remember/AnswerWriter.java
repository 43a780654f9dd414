package dev.switchboard.remember;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of one service down, not too often. Everything in its lane but the writing.
 */
final class AnswerWriter {

  /** A deployment moves tasks one by one: one file for several of its answers is enough. */
  private static final Duration MIN_PAUSE = Duration.ofSeconds(10);

  /** How far the time in a file lags behind while its answer is confirmed again and again. */
  private static final Duration MAX_LAG = Duration.ofHours(1);

  private final Service service;
  private final RememberedFiles files;
  private final Resolver.Context context;
  private final Lane lane;
  private final Consumer<ResolutionError> onFailure;

  /** Whether the last answer was, which says nothing new of those before. */
  private boolean empty = true;

  private EndpointSet wanted = EndpointSet.empty();
  private long asOfMillis;
  private EndpointSet written = EndpointSet.empty();
  private boolean tried;
  private long triedAtNanos;
  private boolean failing;
  private boolean writing;
  private Clock.@Nullable Timeout waiting;
  private boolean closed;

  AnswerWriter(
      Service service,
      RememberedFiles files,
      Resolver.Context context,
      Lane lane,
      Consumer<ResolutionError> onFailure) {
    this.service = service;
    this.files = files;
    this.context = context;
    this.lane = lane;
    this.onFailure = onFailure;
  }

  /** An answer. If it is empty, what was there before stays remembered as it is. */
  void record(Resolution answer) {
    empty = answer.endpoints().isEmpty();
    if (!empty) {
      wanted = withUnreadable(answer, wanted);
      asOfMillis = context.clock().epochMillis() - answer.age().toMillis();
      writeIfDue();
    }
  }

  /** What is still listed and can no longer be read stays remembered as it was. */
  private static EndpointSet withUnreadable(Resolution answer, EndpointSet before) {
    List<Endpoint> all = new ArrayList<>(answer.endpoints().asList());
    for (Endpoint known : before) {
      if (answer.skipped().stream().anyMatch(s -> s.instanceId().equals(known.id()))) {
        all.add(known);
      }
    }
    return EndpointSet.of(all);
  }

  /** The last answer still holds. */
  void confirm() {
    if (!empty) {
      asOfMillis = context.clock().epochMillis();
      writeIfDue();
    }
  }

  private void writeIfDue() {
    long sinceNanos = context.clock().nanos() - triedAtNanos;
    boolean due = !wanted.equals(written) || sinceNanos >= MAX_LAG.toNanos();
    if (closed || writing || waiting != null || !due) {
      return;
    }
    if (tried && sinceNanos < MIN_PAUSE.toNanos()) {
      waiting =
          context
              .clock()
              .schedule(MIN_PAUSE.minusNanos(sinceNanos), () -> lane.execute(this::waited));
      return;
    }
    writing = true;
    boolean first = !tried;
    Remembered answer = new Remembered(service, asOfMillis, wanted);
    context.files().execute(() -> write(answer, first));
  }

  private void waited() {
    waiting = null;
    writeIfDue();
  }

  private void write(Remembered answer, boolean first) {
    String failure = "";
    try {
      if (first) {
        files.deleteAbandoned(context.clock().epochMillis());
      }
      files.write(answer);
    } catch (IOException | RuntimeException e) {
      failure = String.valueOf(e.getMessage());
    }
    String outcome = failure;
    lane.execute(() -> wrote(answer, outcome));
  }

  private void wrote(Remembered answer, String failure) {
    writing = false;
    tried = true;
    triedAtNanos = context.clock().nanos();
    if (failure.isEmpty()) {
      written = answer.endpoints();
      failing = false;
      writeIfDue();
    } else if (!failing) { // the next answer tries again; once is enough to say
      failing = true;
      onFailure.accept(
          new ResolutionError(
              ResolutionError.Kind.MISCONFIGURED,
              "the endpoints of "
                  + service
                  + " cannot be remembered: "
                  + failure
                  + ". Calls go on, but a start while the registry is down will find nothing, or"
                  + " what is old. Give a directory that can be written"));
    }
  }

  void close() {
    closed = true;
    if (waiting != null) {
      waiting.cancel();
    }
  }
}
