package dev.switchboard.balance;

/** What one more attempt on an endpoint would cost: less is better. */
enum Cost {

  /** Attempts in flight, this one included. */
  IN_FLIGHT {
    @Override
    double of(Pick pick, long now) {
      return (pick.stats().inFlight() + 1) / pick.weight();
    }
  },

  /** How long this attempt can be expected to take, and its repetitions should it fail. */
  EXPECTED_WAIT {
    @Override
    double of(Pick pick, long now) {
      return pick.stats().expectedWaitNanos(now) / pick.weight();
    }
  };

  abstract double of(Pick pick, long now);
}
