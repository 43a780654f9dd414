package dev.switchboard.endpoint;

/** Makes text from outside (a registry, a user) fit for a log line. */
public final class Printable {

  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /**
   * The text with everything but printable ASCII written as a {@code \}{@code u} escape, cut after
   * 200 characters.
   */
  public static String of(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    for (int i = 0; i < text.length(); i++) {
      if (out.length() >= MAX_LENGTH) {
        return out.append("...").toString();
      }
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
