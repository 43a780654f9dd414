package dev.switchboard.config;

import dev.switchboard.endpoint.Printable;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant who wrote a name that is not known. */
final class Nearest {

  private Nearest() {}

  static String complaint(String what, String given, Collection<String> known) {
    return "unknown "
        + what
        + " \""
        + Printable.of(given)
        + "\""
        + to(given, known).map(name -> ", did you mean \"" + name + "\"?").orElse(".")
        + " Known: "
        + String.join(", ", known);
  }

  /** The known name that takes the fewest changes, if they are few for its length. */
  static Optional<String> to(String given, Collection<String> known) {
    String cut = given.substring(0, Math.min(50, given.length())).toLowerCase(Locale.ROOT);
    Comparator<String> nearest =
        Comparator.comparingInt(name -> distance(cut, name.toLowerCase(Locale.ROOT)));
    return known.stream()
        .min(nearest)
        .filter(
            name -> distance(cut, name.toLowerCase(Locale.ROOT)) <= Math.max(2, cut.length() / 3));
  }

  /** Levenshtein's: how many letters to add, remove or exchange. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
