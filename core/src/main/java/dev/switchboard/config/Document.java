package dev.switchboard.config;

import dev.switchboard.endpoint.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A JSON document: one object, in UTF-8, of at most 1 MiB and 50 levels. Immutable.
 *
 * <p>It is plain JSON: no comments, no trailing commas, no key twice.
 */
public final class Document {

  /** Thousands of services; anything larger was put there by mistake. */
  private static final int MAX_BYTES = 1 << 20;

  private final String name;
  private final Optional<Path> file;
  private final Value root;

  private Document(String name, Optional<Path> file, byte[] content) {
    this.name = Printable.of(name);
    this.file = file;
    this.root = JsonReader.read(this.name, text(content));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if there is none, it cannot be read or is no such document
   */
  public static Document read(Path file) {
    return new Document(file.toString(), Optional.of(file), bytes(file));
  }

  /**
   * A document whose text is known.
   *
   * @param name what messages call it
   * @throws ConfigException if it is no such document
   */
  public static Document of(String name, byte[] content) {
    return new Document(name, Optional.empty(), content);
  }

  /**
   * A document whose text was just read from a file.
   *
   * @throws ConfigException if it is no such document
   */
  public static Document of(Path file, byte[] content) {
    return new Document(file.toString(), Optional.of(file), content);
  }

  /**
   * The bytes of a file, as far as they may be a document.
   *
   * @throws ConfigException if there is no such file or it cannot be read
   */
  public static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no such file", e);
    } catch (IOException e) {
      throw unreadable(file, "it cannot be read: " + Printable.of(String.valueOf(e)), e);
    }
  }

  private static ConfigException unreadable(Path file, String why, IOException cause) {
    return new ConfigException(new Location(Printable.of(file.toString()), 1, 1), "", why, cause);
  }

  private String text(byte[] content) {
    if (content.length > MAX_BYTES) {
      throw new ConfigException(
          new Location(name, 1, 1), "", "the document is longer than " + MAX_BYTES + " bytes");
    }
    CharBuffer out = CharBuffer.allocate(content.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content), out, true);
    if (result.isError()) {
      throw new ConfigException(end(out.flip().toString()), "", "this is not UTF-8");
    }
    String text = out.flip().toString();
    return text.startsWith("\uFEFF") ? text.substring(1) : text; // as Windows' editors begin
  }

  private Location end(String text) {
    int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
    return new Location(name, line, text.length() - text.lastIndexOf('\n'));
  }

  /** What messages call it: the path of its file, if it has one. */
  public String name() {
    return name;
  }

  /** The file it was read from. */
  public Optional<Path> file() {
    return file;
  }

  /** All of it, none of its keys known yet. */
  public Section root() {
    return root.section();
  }
}
