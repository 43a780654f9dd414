package dev.switchboard;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.ConfigurationChanged;
import dev.switchboard.event.SwitchboardEvent.ConfigurationRefused;
import dev.switchboard.file.FileWatch;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Takes over at run time what changes in the configuration's file, as a whole or not at all: a
 * document that is wrong, or changes what cannot change, leaves everything as it is.
 */
final class Reload implements FileWatch.Follower {

  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  private final Path file;
  private final Declarations declarations;
  private final Consumer<Declared> target;
  private final Events events;
  private Configuration current;

  /**
   * Follows {@code file}.
   *
   * @param current what is in use
   * @param declarations what the program adds to it
   * @param target takes over what changed, or throws an {@code IllegalArgumentException} and does
   *     not
   */
  Reload(
      Path file,
      Configuration current,
      Declarations declarations,
      Consumer<Declared> target,
      Events events) {
    this.file = file;
    this.current = current;
    this.declarations = declarations;
    this.target = target;
    this.events = events;
  }

  @Override
  public void changed(byte[] content) {
    try {
      Configuration next = Configuration.of(Document.of(file, content));
      if (next.hasSameContent(current)) {
        return;
      }
      requireSameFixed(next);
      target.accept(declarations.over(next));
      current = next;
      events.ofConfiguration(new ConfigurationChanged(next.document().name()));
    } catch (ConfigException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      failed(file + ": " + e.getMessage());
    } catch (RuntimeException e) { // of the program's own changes, or of a resolver
      failed(file + ": " + e);
    }
  }

  private void requireSameFixed(Configuration next) {
    Map<String, Object> before = current.fixed();
    Set<String> changed = new TreeSet<>();
    next.fixed()
        .forEach(
            (key, value) -> {
              if (!value.equals(before.get(key))) {
                changed.add(key);
              }
            });
    if (!changed.isEmpty()) {
      throw new IllegalArgumentException(
          "what is new in "
              + String.join(", ", changed)
              + " takes a restart; restart the application, or undo that");
    }
  }

  @Override
  public void unchanged() {}

  @Override
  public void failed(String message) {
    String refusal = message + ". Nothing of the change was taken over.";
    LOG.log(Level.WARNING, refusal);
    events.ofConfiguration(new ConfigurationRefused(refusal));
  }
}
