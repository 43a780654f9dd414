package dev.switchboard.remember;

import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Service;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The directory, one file for each service. A file is written beside its place and then moved
 * there, so that a reader, in this process or another, finds the old one or the new one whole.
 * Blocks.
 */
final class RememberedFiles {

  /** Writing takes milliseconds: who left a file so long ago will not come back for it. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private static final Pattern TEMPORARY =
      Pattern.compile("[a-z0-9-]{1,57}\\.jsonl\\.[0-9]+\\.tmp");

  private static final int MAX_READABLE = 40;

  private final Path directory;

  RememberedFiles(Path directory) {
    this.directory = directory;
  }

  /** The file of a service: what can be read of its name, and what makes it unique. */
  Path file(Service service) {
    String readable = service.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = readable.substring(0, Math.min(MAX_READABLE, readable.length()));
    return directory.resolve(cut + "-" + hash(service) + ".jsonl");
  }

  private static String hash(Service service) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String unique = service.namespace().length() + ":" + service.namespace() + service.name();
      byte[] digest = sha256.digest(unique.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What is remembered of a service, if anything.
   *
   * @throws IOException if there is something that cannot be used; the message names the file
   */
  Optional<Remembered> read(Service service) throws IOException {
    Path file = file(service);
    try (InputStream in = Files.newInputStream(file)) {
      Remembered remembered =
          RememberedFormat.decode(in.readNBytes(RememberedFormat.MAX_BYTES + 1));
      if (!remembered.service().equals(service)) {
        throw new IOException("belongs to " + Printable.of(remembered.service().toString()));
      }
      return Optional.of(remembered);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IOException(Printable.of(file.toString()) + " " + reason(e), e);
    }
  }

  /**
   * Remembers an answer in place of the last.
   *
   * @throws IOException if that cannot be done; the message names the file
   */
  void write(Remembered remembered) throws IOException {
    Path file = file(remembered.service());
    try {
      byte[] bytes = RememberedFormat.encode(remembered);
      Files.createDirectories(directory, ownerOnly("rwx------"));
      Path temporary =
          Files.createTempFile(directory, file.getFileName() + ".", ".tmp", ownerOnly("rw-------"));
      try {
        Files.write(temporary, bytes);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new IOException(Printable.of(file.toString()) + " " + reason(e), e);
    }
  }

  /** Removes what processes left that ended between writing a file and moving it. */
  void deleteAbandoned(long nowMillis) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.tmp")) {
      for (Path file : files) {
        if (TEMPORARY.matcher(file.getFileName().toString()).matches()
            && nowMillis - Files.getLastModifiedTime(file).toMillis() > ABANDONED.toMillis()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Those of the file system have only a path for a message. */
  private static String reason(IOException e) {
    return e.getClass() == IOException.class
        ? String.valueOf(e.getMessage())
        : "cannot be used: " + Printable.of(e.toString());
  }

  private FileAttribute<?>[] ownerOnly(String permissions) {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
