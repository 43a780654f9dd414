package dev.switchboard.file;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.nio.file.Path;

/**
 * {@code {"file": {"path": "/etc/switchboard/endpoints.json"}}}: a {@link FileResolver}, without
 * {@code path} of the document itself. A relative path is relative to the document's folder.
 */
public final class FileProvider implements ResolverProvider {

  /** For {@link java.util.ServiceLoader}. */
  public FileProvider() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    Section section = settings.section();
    var path = section.find("path");
    section.done();
    return path.map(p -> FileResolver.of(p.checked(() -> beside(scope, p.string()))))
        .orElseGet(() -> FileResolver.of(scope.document()));
  }

  private static Path beside(Scope scope, String path) {
    return scope
        .document()
        .file()
        .map(file -> file.resolveSibling(path))
        .orElseGet(() -> Path.of(path));
  }
}
