package dev.switchboard.file;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds endpoints in the {@code services} of a document, and follows its file: it is looked at
 * every 2 s. Claims the {@code dnsName}s of the {@code clientAliases} of services that have {@code
 * endpoints}, and no other host.
 *
 * <pre>{@code
 * { "services": [ { "discoveryName": "orders",
 *                   "clientAliases": [ { "port": 8080, "dnsName": "orders" } ],
 *                   "endpoints": [ { "address": "10.0.1.5", "port": 8080 } ] } ] }
 * }</pre>
 *
 * <p>An edit that is wrong changes nothing and is told once, with its line. A file that disappears
 * takes nothing away.
 */
public final class FileResolver implements Resolver {

  private final Optional<Path> file;
  private final Set<Watching> watches = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Contents contents;
  private volatile boolean broken;

  /** Guarded by the lock: there while anything is watched. */
  private @Nullable FileWatch fileWatch;

  private FileResolver(Document document) {
    this.file = document.file();
    this.contents = Contents.of(document);
  }

  /**
   * A resolver of what the file says.
   *
   * @throws ConfigException if there is no such file, or it is no document of services
   */
  public static FileResolver of(Path file) {
    return of(Document.read(file));
  }

  /**
   * A resolver of what the document says, and its file from now on, if it has one.
   *
   * @throws ConfigException if it is no document of services
   */
  public static FileResolver of(Document document) {
    return new FileResolver(document);
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    return contents.serviceFor(host).map(this::service);
  }

  /** {@inheritDoc} Any name will do, in any case: the file may list it later. */
  @Override
  public Service service(String name) {
    return new Service("", name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    Watching watching = new Watching(service, observer);
    watches.add(watching);
    if (file.isEmpty()) {
      watching.tell(contents, false);
      return watching;
    }
    lock.lock();
    try {
      if (fileWatch == null) {
        fileWatch = new FileWatch(file.get(), context.clock(), context.files(), new Reader());
      }
      fileWatch.soon();
    } finally {
      lock.unlock();
    }
    return watching;
  }

  private void ended(Watching watching) {
    watches.remove(watching);
    lock.lock();
    try {
      if (watches.isEmpty() && fileWatch != null) {
        fileWatch.close();
        fileWatch = null;
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    watches.forEach(Watching::close);
  }

  /** Reads what the file says and tells those who watch. */
  private final class Reader implements FileWatch.Follower {

    @Override
    public void changed(byte[] content) {
      try {
        contents = Contents.of(Document.of(file.orElseThrow(), content));
        broken = false;
        unchanged();
      } catch (ConfigException e) {
        failed(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void unchanged() {
      Contents now = contents;
      watches.forEach(watching -> watching.tell(now, broken));
    }

    @Override
    public void failed(String message) {
      broken = true;
      Contents now = contents;
      ResolutionError error =
          new ResolutionError(
              ResolutionError.Kind.MISCONFIGURED,
              message.replaceAll("\\.$", "") + ". What it said before stays in use.");
      watches.forEach(
          watching -> {
            watching.tell(now, true);
            watching.observer.onError(error);
          });
    }
  }

  private final class Watching implements Watch {

    private final Service service;
    private final Observer observer;
    private @Nullable Contents told;

    Watching(Service service, Observer observer) {
      this.service = service;
      this.observer = observer;
    }

    /** What is in the file, or was in it before it broke. */
    void tell(Contents now, boolean isOld) {
      boolean isNews = !now.equals(told);
      told = now;
      now.tell(service.name(), observer, isNews, isOld);
    }

    /** The next look is never far. */
    @Override
    public void refresh() {}

    @Override
    public void close() {
      ended(this);
    }
  }
}
