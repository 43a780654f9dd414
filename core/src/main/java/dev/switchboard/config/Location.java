package dev.switchboard.config;

/**
 * A place in a document.
 *
 * @param source the file, or whatever else the document came from
 * @param line from 1
 * @param column in characters, from 1
 */
public record Location(String source, int line, int column) {

  /** {@code source:line:column}, as editors and compilers write it. */
  @Override
  public String toString() {
    return source + ":" + line + ":" + column;
  }
}
