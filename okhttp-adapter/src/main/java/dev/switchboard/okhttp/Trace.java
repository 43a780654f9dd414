package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.upstream.Attempt;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What is told of a call to those who trace it. */
interface Trace {

  /** Nobody traces. */
  Trace NONE =
      new Trace() {
        @Override
        public Trace of(Request request, Alias alias) {
          return this;
        }

        @Override
        public Try begin(Attempt attempt, Request.Builder request) {
          return (response, error) -> {};
        }

        @Override
        public void end(@Nullable Response response, @Nullable Throwable error) {}
      };

  /** A call begins. */
  Trace of(Request request, Alias alias);

  /**
   * A try of it begins, on this thread.
   *
   * @param request what will be sent; the trace's context is put into it
   */
  Try begin(Attempt attempt, Request.Builder request);

  /** The call is over: it has its response's headers, or failed. */
  void end(@Nullable Response response, @Nullable Throwable error);

  /** One try. */
  interface Try {

    /** It is over, on the thread it began on. */
    void end(@Nullable Response response, @Nullable Throwable error);
  }
}
