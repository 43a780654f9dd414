package dev.switchboard.grpc;

import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardListener;
import java.util.concurrent.atomic.AtomicInteger;

/** What began and has not ended. */
final class Ledger implements SwitchboardListener {

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();

  @Override
  public void onEvent(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.CallStarted) {
      calls.incrementAndGet();
    } else if (event instanceof SwitchboardEvent.CallEnded) {
      calls.decrementAndGet();
    } else if (event instanceof SwitchboardEvent.AttemptStarted) {
      attempts.incrementAndGet();
    } else if (event instanceof SwitchboardEvent.AttemptEnded) {
      attempts.decrementAndGet();
    }
  }

  boolean isBalanced() {
    return calls.get() == 0 && attempts.get() == 0;
  }

  @Override
  public String toString() {
    return calls + " calls and " + attempts + " attempts are open";
  }
}
