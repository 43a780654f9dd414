package dev.switchboard.net;

import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Attempt;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** One dial of an alias: a call whose answer is a connected socket. For one thread. */
final class SocketDial {

  /** Sets what the application has set; done anew for each try, for each is another socket. */
  interface Options {
    void applyTo(Socket socket) throws IOException;
  }

  private final Dialer dialer;
  private final Options options;
  private final Duration limit;
  private final long startNanos;

  /**
   * A dial.
   *
   * @param limit what the application gives it in all; zero for what the policy says
   */
  SocketDial(Dialer dialer, Options options, Duration limit) {
    this.dialer = dialer;
    this.options = options;
    this.limit = limit;
    this.startNanos = dialer.clock().nanos();
  }

  /** A socket that is connected to one endpoint, and counts there until it is closed. */
  Socket connect() throws IOException {
    BlockingCall call = dialer.blockingDial();
    Step step = call.start();
    while (step instanceof Step.Try next) {
      Attempt attempt = next.attempt();
      AttemptSocket socket = new AttemptSocket(dialer, attempt);
      boolean opened = false;
      try {
        options.applyTo(socket);
        opened = socket.isOpened();
        socket.connect(attempt.endpoint().socketAddress(), timeoutMillis(next));
        call.attemptEnded(Outcome.SUCCESS, null);
        return socket;
      } catch (IOException e) {
        step = call.attemptEnded(outcome(e, opened), e);
        socket.close(); // only now: it ends its attempt
      }
    }
    throw failure((Step.Finish) step);
  }

  private static IOException failure(Step.Finish finish) {
    return finish.failure() == null
        ? new IOException("a dial ended well without a socket")
        : finish.failure();
  }

  private int timeoutMillis(Step.Try next) throws SocketTimeoutException {
    if (isCallersTimeOver()) {
      throw new TimeOverException();
    }
    Duration time = dialer.policy().connectTimeout();
    time = shorter(time, next.timeout().orElse(time));
    time = shorter(time, limit.isZero() ? time : left());
    return (int) Math.max(1, time.toMillis()); // 0 would mean no limit
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private Duration left() {
    return limit.minusNanos(dialer.clock().nanos() - startNanos);
  }

  /** A socket counts milliseconds, so less than one is nothing. */
  private boolean isCallersTimeOver() {
    return !limit.isZero() && left().toMillis() < 1;
  }

  private Outcome outcome(IOException e, boolean opened) {
    if (e instanceof TimeOverException) {
      return Outcome.cancelled("not tried, the connect timeout of the caller has passed");
    }
    if (isCallersTimeOver()) {
      return new Outcome(
          Outcome.Kind.CONNECT_FAILURE, Outcome.Resend.NEVER, "connect timeout of the caller");
    }
    if (e instanceof BindException) {
      return Outcome.callerFailure("the local address cannot be used");
    }
    if (e instanceof SocketTimeoutException) {
      return Outcome.connectFailure("connect timed out");
    }
    if (!opened) { // no file is left, say
      return Outcome.cancelled("the socket could not be opened");
    }
    return Outcome.connectFailure(
        e instanceof ConnectException ? "connect refused" : "no way to the endpoint");
  }

  /** There was no time for this try. */
  private static final class TimeOverException extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;
  }

  /** In flight at its endpoint until it is closed. */
  private static final class AttemptSocket extends CountedSocket {

    private final Attempt attempt;

    AttemptSocket(Dialer dialer, Attempt attempt) {
      super(dialer.upstream().traffic());
      this.attempt = attempt;
    }

    /** Opens it, which {@code connect} would do otherwise, and so tells the two apart. */
    boolean isOpened() throws IOException {
      getReuseAddress();
      return true;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // what it adds needs no lock
    public void close() throws IOException {
      super.close();
      attempt.finished();
    }
  }
}
