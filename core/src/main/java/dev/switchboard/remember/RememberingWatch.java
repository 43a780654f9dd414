package dev.switchboard.remember;

import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Lane;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One service being watched: passes on what the registry says, and what is remembered if that says
 * nothing at first.
 */
final class RememberingWatch implements Resolver.Watch, Resolver.Observer {

  private final Service service;
  private final Resolver.Observer observer;
  private final Resolver.Context context;
  private final RememberPolicy policy;
  private final RememberedFiles files;
  private final Lane lane = new Lane();
  private final AnswerWriter recorder;

  // Touched in the lane only.
  private boolean answered;
  private Recall recall = Recall.NOT_NEEDED;
  private @Nullable ResolutionError error;
  private String advice = "";
  private Clock.@Nullable Timeout timeout;

  private volatile Resolver.@Nullable Watch watch;
  private volatile boolean closed;

  private enum Recall {
    NOT_NEEDED,
    UNDER_WAY,
    DONE
  }

  RememberingWatch(
      Service service,
      Resolver.Observer observer,
      Resolver.Context context,
      RememberPolicy policy,
      RememberedFiles files) {
    this.service = service;
    this.observer = observer;
    this.context = context;
    this.policy = policy;
    this.files = files;
    this.recorder = new AnswerWriter(service, files, context, lane, this::recordingFailed);
  }

  void start(Resolver resolver) {
    watch = resolver.watch(service, this, context);
    lane.execute(
        () -> {
          if (!answered && recall == Recall.NOT_NEEDED) {
            timeout =
                context
                    .clock()
                    .schedule(policy.startTimeout(), () -> lane.execute(this::beginRecall));
          }
        });
  }

  @Override
  public void onResolution(Resolution resolution) {
    hear(
        () -> {
          answered = true;
          cancelTimeout();
          observer.onResolution(resolution);
          recorder.record(resolution);
        });
  }

  @Override
  public void onUnchanged() {
    hear(
        () -> {
          observer.onUnchanged();
          recorder.confirm();
        });
  }

  /** Before the first answer an error waits for what is remembered, and comes after it. */
  @Override
  public void onError(ResolutionError newError) {
    hear(
        () -> {
          error = newError;
          if (answered) {
            observer.onError(newError);
          } else if (recall == Recall.DONE) {
            observer.onError(withAdvice(newError));
          } else {
            cancelTimeout();
            beginRecall();
          }
        });
  }

  private void hear(Runnable news) {
    lane.execute(
        () -> {
          if (!closed) {
            news.run();
          }
        });
  }

  private void recordingFailed(ResolutionError failure) {
    if (!closed) {
      observer.onError(failure);
    }
  }

  private void beginRecall() {
    if (!answered && !closed && recall == Recall.NOT_NEEDED) {
      recall = Recall.UNDER_WAY;
      context.files().execute(this::readFile);
    }
  }

  private void readFile() {
    try {
      Optional<Remembered> remembered = files.read(service);
      hear(() -> recalled(remembered));
    } catch (IOException | RuntimeException e) {
      hear(() -> recalledNothing("What was remembered is not used: " + e.getMessage()));
    }
  }

  private void recalled(Optional<Remembered> remembered) {
    if (remembered.isEmpty()) {
      recalledNothing("");
      return;
    }
    Instant asOf = Instant.ofEpochMilli(remembered.get().asOfMillis());
    Duration age = Duration.between(asOf, Instant.ofEpochMilli(context.clock().epochMillis()));
    if (age.abs().compareTo(policy.maxAge()) > 0) {
      recalledNothing(
          "What was remembered is not used: it is from "
              + asOf
              + ", and by now its addresses may be others'. The limit is maxAge, "
              + policy.maxAge());
      return;
    }
    recall = Recall.DONE;
    if (!answered) {
      EndpointSet endpoints = remembered.get().endpoints();
      advice = "Calls go on with " + endpoints.size() + " endpoints remembered from " + asOf;
      Duration known = age.isNegative() ? Duration.ZERO : age; // the clock was set back
      observer.onResolution(new Resolution(endpoints, List.of(), known));
      observer.onError(withAdvice(error == null ? noAnswerYet() : error));
    }
  }

  private void recalledNothing(String why) {
    recall = Recall.DONE;
    advice = why;
    if (!answered && (error != null || !why.isEmpty())) {
      observer.onError(withAdvice(error == null ? noAnswerYet() : error));
    }
  }

  private ResolutionError noAnswerYet() {
    return new ResolutionError(
        ResolutionError.Kind.UNAVAILABLE,
        "the registry has not answered for " + policy.startTimeout() + " for service " + service);
  }

  private ResolutionError withAdvice(ResolutionError plain) {
    return advice.isEmpty()
        ? plain
        : new ResolutionError(plain.kind(), plain.message() + ". " + advice);
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  @Override
  public void refresh() {
    Resolver.Watch current = watch;
    if (current != null) {
      current.refresh();
    }
  }

  @Override
  public boolean use(long now) {
    Resolver.Watch current = watch;
    return current == null || current.use(now);
  }

  @Override
  public void close() {
    closed = true;
    Resolver.Watch current = watch;
    if (current != null) {
      current.close();
    }
    lane.execute(
        () -> {
          cancelTimeout();
          recorder.close();
        });
  }
}
