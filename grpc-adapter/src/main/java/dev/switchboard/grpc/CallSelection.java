package dev.switchboard.grpc;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.Dialer;
import io.grpc.Attributes;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has every call of a channel followed from its beginning, if this gRPC lets a resolver do so. It
 * is not promised: {@link InternalCallSelector} is the only class here that needs what gRPC calls
 * internal. Without it calls are still spread, and endpoints judged; but each try counts as a call
 * of its own, and there are no retries but those gRPC makes by itself.
 */
final class CallSelection {

  private static final System.Logger LOG = System.getLogger(CallSelection.class.getName());

  private static final AtomicBoolean COMPLAINED = new AtomicBoolean();

  private CallSelection() {}

  static void addTo(
      Attributes.Builder attributes, Dialer dialer, ServiceConfig config, CallPolicy policy) {
    try {
      InternalCallSelector.addTo(attributes, dialer, config, policy);
    } catch (LinkageError e) {
      if (COMPLAINED.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "this gRPC is not the one Switchboard was made for: calls are not retried by"
                + " Switchboard's policy, and each try counts as a call. Tried with gRPC 1.85.1",
            e);
      }
    }
  }
}
