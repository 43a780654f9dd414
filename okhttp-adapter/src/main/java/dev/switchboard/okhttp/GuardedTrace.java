package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.upstream.Attempt;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A trace by handlers of the application, which may throw: calls go on without it. */
final class GuardedTrace implements Trace {

  private static final System.Logger LOG = System.getLogger(GuardedTrace.class.getName());

  private final Trace trace;
  private final AtomicBoolean complained;

  GuardedTrace(Trace trace) {
    this(trace, new AtomicBoolean());
  }

  private GuardedTrace(Trace trace, AtomicBoolean complained) {
    this.trace = trace;
    this.complained = complained;
  }

  @Override
  public Trace of(Request request, Alias alias) {
    try {
      return new GuardedTrace(trace.of(request, alias), complained);
    } catch (RuntimeException | Error e) {
      failed(e);
      return Trace.NONE;
    }
  }

  @Override
  public Try begin(Attempt attempt, Request.Builder request) {
    try {
      Try begun = trace.begin(attempt, request);
      return (response, error) -> guarded(() -> begun.end(response, error));
    } catch (RuntimeException | Error e) {
      failed(e);
      return (response, error) -> {};
    }
  }

  @Override
  public void end(@Nullable Response response, @Nullable Throwable error) {
    guarded(() -> trace.end(response, error));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable e) {
    if (complained.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "an ObservationHandler failed; further failures are not logged", e);
    }
  }
}
