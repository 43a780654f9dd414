package dev.switchboard.grpc;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Has nothing to pick. Calls fail at once and are not retried, for there is nothing else to try;
 * those that wait for ready wait.
 */
final class FailingPicker extends SubchannelPicker {

  private final Status status;
  private final @Nullable Absence absence;

  /** For this reason. */
  FailingPicker(Status status) {
    this.status = status;
    this.absence = null;
  }

  /** For want of endpoints. */
  FailingPicker(Alias alias, Absence absence) {
    this.status =
        Status.UNAVAILABLE.withDescription("no endpoint for " + alias + ": " + absence.message());
    this.absence = absence;
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    if (args.getCallOptions().isWaitForReady()) {
      return PickResult.withError(status);
    }
    GrpcCall call = GrpcCall.of(args.getCallOptions());
    if (call != null && absence != null) {
      call.missed(absence);
    }
    return PickResult.withDrop(status);
  }
}
