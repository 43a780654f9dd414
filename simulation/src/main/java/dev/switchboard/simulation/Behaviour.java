package dev.switchboard.simulation;

/** How a {@link Server} treats what reaches it. */
enum Behaviour {
  /** Works, and answers; sometimes with a failure, as its failure rate says. */
  WORKING,
  /** Nobody listens on its port: a connect is refused. */
  DEAD,
  /** Its host is gone: a connect is never answered. */
  BLACK_HOLE,
  /** Accepts everything and answers nothing. */
  HANGING,
  /** Answers 503 without working. */
  FAILING_FAST
}
