package dev.switchboard.file;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.time.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a file every 2 s and reads it when it has changed. By its time and size, not by being
 * told: mounted files (a ConfigMap, EFS) tell nobody. A change is read twice, once more at the next
 * look, so that one that came in the same tick of the file system's clock is not missed.
 *
 * <p>Looks never overlap; the fields below belong to the one under way.
 */
public final class FileWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FileWatch.class.getName());

  /** Soon enough for whoever edits by hand, and for a disk or a network drive it is nothing. */
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** What is told, one call at a time. */
  public interface Follower {

    /** The file now says this; comes at the first look too. */
    void changed(byte[] content);

    /** The file says what it last said, or cannot be read for the reason told last. */
    void unchanged();

    /**
     * The file cannot be read. Comes once for each reason in a row.
     *
     * @param message which file, and why
     */
    void failed(String message);
  }

  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  private final Path file;
  private final Clock clock;
  private final Executor executor;
  private final Follower follower;
  private final AtomicInteger wanted = new AtomicInteger();
  private volatile boolean closed;

  private @Nullable Stamp seen;
  private boolean readAgain;
  private byte @Nullable [] content;
  private String problem = "";
  private volatile Clock.@Nullable Timeout next;

  /**
   * Watches {@code file} from the first {@link #soon} on.
   *
   * @param executor where it may block
   */
  public FileWatch(Path file, Clock clock, Executor executor, Follower follower) {
    this.file = file;
    this.clock = clock;
    this.executor = executor;
    this.follower = follower;
  }

  /** Looks as soon as it can, and every 2 s from then on. */
  public void soon() {
    if (wanted.getAndIncrement() == 0) {
      executor.execute(this::looks);
    }
  }

  private void looks() {
    int done = 0;
    do {
      done = wanted.get();
      try {
        if (!closed) {
          look();
        }
      } catch (RuntimeException | Error e) { // whatever it was, the looking goes on
        LOG.log(Level.ERROR, "what " + file + " says could not be taken over", e);
      } finally {
        schedule();
      }
    } while (wanted.addAndGet(-done) != 0);
  }

  private void schedule() {
    Clock.Timeout before = next;
    if (before != null) {
      before.cancel();
    }
    if (!closed) {
      next = clock.schedule(INTERVAL, this::soon);
    }
  }

  private void look() {
    byte[] bytes;
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Stamp stamp = new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
      boolean isNew = !stamp.equals(seen);
      if (!isNew && !readAgain) {
        follower.unchanged();
        return;
      }
      bytes = Document.bytes(file);
      seen = stamp;
      readAgain = isNew;
    } catch (IOException e) {
      failed(file + " cannot be looked at: " + e);
      return;
    } catch (ConfigException e) {
      failed(String.valueOf(e.getMessage()));
      return;
    }
    problem = "";
    if (Arrays.equals(bytes, content)) {
      follower.unchanged();
    } else {
      content = bytes;
      follower.changed(bytes);
    }
  }

  private void failed(String message) {
    seen = null;
    content = null; // what comes next is news, even if it is what was there before
    if (!message.equals(problem)) {
      problem = message;
      follower.failed(message);
    } else {
      follower.unchanged();
    }
  }

  /** Ends the watch; a look under way may still tell. */
  @Override
  public void close() {
    closed = true;
    Clock.Timeout last = next;
    if (last != null) {
      last.cancel();
    }
  }
}
