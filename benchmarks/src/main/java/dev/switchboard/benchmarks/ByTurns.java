package dev.switchboard.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Rivals that take turns: A B, B A, A B, and so on, with any number of them. What else the machine
 * does hits all of a round alike, and coming first helps nobody in the end; so the ratio of two
 * within a round is worth more than either figure.
 *
 * <pre>{@code
 * ByTurns<Sample> turns =
 *     new ByTurns<Sample>().rival("ours", () -> play(ours)).rival("theirs", () -> play(theirs));
 * turns.play(100);
 * Ratio rate = turns.ratio("ours", "theirs", Sample::callsPerSecond);
 * }</pre>
 *
 * @param <T> what a turn shows
 */
public final class ByTurns<T> {

  /** A rival's turn. */
  @FunctionalInterface
  public interface Turn<T> {

    /** Plays for a while and says how it went. */
    T play() throws Exception;
  }

  private record Rival<T>(String name, Turn<? extends T> turn, List<T> shown) {}

  private final List<Rival<T>> rivals = new ArrayList<>();

  /** One more rival. */
  public ByTurns<T> rival(String name, Turn<? extends T> turn) {
    rivals.add(new Rival<>(name, turn, new ArrayList<>()));
    return this;
  }

  /** Lets each of them play once in each of so many rounds. */
  public ByTurns<T> play(int rounds) throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < rivals.size(); i++) {
        Rival<T> next = rivals.get(round % 2 == 0 ? i : rivals.size() - 1 - i);
        next.shown().add(next.turn().play());
      }
    }
    return this;
  }

  /** The rivals, in their order. */
  public List<String> names() {
    return rivals.stream().map(Rival::name).toList();
  }

  /** How two compare in a figure, by the rounds: the first's divided by the second's. */
  public Ratio ratio(String of, String to, ToDoubleFunction<? super T> figure) {
    double[] dividends = figures(of, figure);
    double[] divisors = figures(to, figure);
    double[] ratios = new double[dividends.length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = dividends[round] / divisors[round];
    }
    return Ratio.of(ratios);
  }

  /** The median of a rival's figure. */
  public double median(String name, ToDoubleFunction<? super T> figure) {
    return Ratio.medianOf(figures(name, figure));
  }

  private double[] figures(String name, ToDoubleFunction<? super T> figure) {
    return rivals.stream()
        .filter(rival -> rival.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name))
        .shown()
        .stream()
        .mapToDouble(figure)
        .toArray();
  }
}
