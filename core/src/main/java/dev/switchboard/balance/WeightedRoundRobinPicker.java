package dev.switchboard.balance;

/** One endpoint after the other, by weight. */
record WeightedRoundRobinPicker(GoldenWalk<Pick> walk) implements Picker {

  @Override
  public Pick pick(CallKeys keys, long now) {
    return walk.next();
  }
}
