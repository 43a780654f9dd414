package dev.switchboard.balance;

import java.util.List;

/** A balancer that leaves something to another one. */
interface Around extends Balancer {

  /** Who that is. */
  Balancer inner();

  @Override
  default List<Pick> connectable(List<Pick> eligible, Context context) {
    return inner().connectable(eligible, context);
  }

  @Override
  default String problem(List<Pick> pool) {
    return inner().problem(pool);
  }

  /**
   * Refuses one of {@code kind} inside of another.
   *
   * @throws IllegalArgumentException if {@code inner} is one, or there is one within it
   */
  static void refuse(Class<? extends Balancer> kind, Balancer inner, String message) {
    Balancer next = inner;
    while (next instanceof Around around && !kind.isInstance(next)) {
      next = around.inner();
    }
    if (kind.isInstance(next)) {
      throw new IllegalArgumentException(message);
    }
  }
}
