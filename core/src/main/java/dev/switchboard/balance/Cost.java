package dev.switchboard.balance;

/** What one more attempt on an endpoint would cost: less is better. */
enum Cost {

  /** Attempts in flight, this one included. */
  IN_FLIGHT {
    @Override
    double of(Pick pick, long now) {
      return perWeight(pick.stats().inFlight() + 1, pick);
    }
  },

  /** How long this attempt can be expected to take, and its repetitions should it fail. */
  EXPECTED_WAIT {
    @Override
    double of(Pick pick, long now) {
      return perWeight(pick.stats().expectedWaitNanos(now), pick);
    }
  };

  abstract double of(Pick pick, long now);

  /** Most weights are 1, and a division for each of a dozen endpoints is a third of a pick. */
  private static double perWeight(double cost, Pick pick) {
    double weight = pick.weight();
    return weight == 1 ? cost : cost / weight;
  }
}
