package dev.switchboard.grpc;

import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Traffic;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer.CreateSubchannelArgs;
import io.grpc.LoadBalancer.Helper;
import io.grpc.LoadBalancer.Subchannel;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a channel to one endpoint: gRPC's subchannel and what has become of it. What
 * cannot be connected to is told to core, once for each time gRPC tried. It counts as a connection
 * for as long as new calls may go there.
 *
 * <p>Everything happens in the channel's synchronization context.
 */
final class Link {

  private final Endpoint endpoint;
  private final Dialer dialer;
  private final SynchronizationContext context;
  private final Subchannel subchannel;
  private final Runnable onChange;

  private ConnectivityState state = ConnectivityState.IDLE;

  /** Why it could not be connected in time, since it was last ready. */
  private @Nullable String failure;

  /** Whether this try to connect has been told as failed, because it takes too long. */
  private boolean late;

  /** Whether gRPC gave up a try since it was last ready; its next tries do not change that. */
  private boolean gaveUp;

  private Clock.@Nullable Timeout timeout;

  /**
   * Not connected yet.
   *
   * @param onChange run when it has become something else
   */
  Link(Endpoint endpoint, Dialer dialer, Helper helper, Runnable onChange) {
    this.endpoint = endpoint;
    this.dialer = dialer;
    this.context = helper.getSynchronizationContext();
    this.onChange = onChange;
    this.subchannel =
        helper.createSubchannel(
            CreateSubchannelArgs.newBuilder()
                .setAddresses(new EquivalentAddressGroup(endpoint.socketAddress()))
                .build());
    subchannel.start(this::became);
  }

  Subchannel subchannel() {
    return subchannel;
  }

  boolean isReady() {
    return state == ConnectivityState.READY;
  }

  /** Whether it may soon be ready. */
  boolean isPending() {
    return !isReady() && failure == null;
  }

  /** Whether it may yet be ready: a process that just begins may be slow itself. */
  boolean isHopedFor() {
    return !isReady() && !gaveUp;
  }

  /** Why it could not be connected in time; null if it is ready or pending. */
  @Nullable String failure() {
    return failure == null ? null : endpoint + ": " + failure;
  }

  /** Connects, if it is not connected and nothing is under way. */
  void connect() {
    if (state == ConnectivityState.IDLE) {
      subchannel.requestConnection();
    }
  }

  /** Ends it: streams under way go on, no more begin. */
  void close() {
    subchannel.shutdown();
  }

  private void became(ConnectivityStateInfo info) {
    change(info.getState());
    stopTimer();
    switch (state) {
      case CONNECTING ->
          timeout =
              dialer
                  .clock()
                  .schedule(
                      dialer.policy().connectTimeout(), () -> context.execute(this::tookTooLong));
      case TRANSIENT_FAILURE -> {
        if (causes(info.getStatus()).anyMatch(SSLException.class::isInstance)) {
          traffic().tlsFailed();
        }
        failed("connect failed: " + Printable.of(describe(info.getStatus())));
        late = false;
        gaveUp = true;
      }
      case READY -> {
        failure = null;
        late = false;
        gaveUp = false;
      }
      case IDLE -> late = false;
      case SHUTDOWN -> {
        return;
      }
    }
    onChange.run();
  }

  private void change(ConnectivityState next) {
    if (isReady()) {
      traffic().connectionClosed();
    }
    state = next;
    if (isReady()) {
      traffic().connectionOpened();
    }
  }

  private Traffic traffic() {
    return dialer.upstream().traffic();
  }

  private void tookTooLong() {
    if (state == ConnectivityState.CONNECTING && timeout != null) {
      failed("connect takes longer than " + dialer.policy().connectTimeout().toMillis() + " ms");
      late = true;
      onChange.run();
    }
  }

  private void failed(String reason) {
    failure = reason;
    if (!late) {
      dialer
          .upstream()
          .connectFailed(endpoint, Outcome.connectFailure(reason), dialer.clock().nanos());
    }
  }

  /** What is at the bottom of it: the rest is about gRPC's own parts. */
  private static String describe(Status why) {
    return causes(why)
        .reduce((cause, deeper) -> deeper)
        .map(Throwable::toString)
        .orElse(String.valueOf(why.getDescription()));
  }

  private static Stream<Throwable> causes(Status why) {
    return Stream.iterate(why.getCause(), Objects::nonNull, Throwable::getCause);
  }

  private void stopTimer() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }
}
