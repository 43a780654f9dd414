package dev.switchboard.remember;

import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers what another resolver finds, in a directory, so that an application that starts while
 * its registry is down calls what was there before.
 *
 * <pre>{@code
 * RememberingResolver.of(CloudMapResolver.forNamespace("prod"), Path.of("/var/cache/shop"))
 * }</pre>
 *
 * <p>If the registry fails before its first answer, or does not answer within {@link
 * RememberPolicy#startTimeout}, the remembered answer is told with its age, and an error that says
 * so; the registry's first answer replaces it. After that the files are only written: when the
 * endpoints changed, at most every 10 s, and hourly while they are confirmed. An empty answer is
 * never written.
 *
 * <p>There is one file for each service, of at most 1,000 endpoints and 1 MiB. Attributes of
 * endpoints are in it, unless it would be larger with them. Files and a directory created here are
 * for their owner only (600 and 700, where the file system knows that). Processes may share a
 * directory. Whoever can write there decides what is called: keep it as you keep configuration. A
 * file that is too old, damaged or not Switchboard's is said in an error and otherwise taken as
 * missing; a directory that cannot be written is said in an error once.
 *
 * <p>Files are read and written on the {@code files} of the {@link Resolver.Context} alone.
 */
public final class RememberingResolver implements Resolver {

  private final Resolver resolver;
  private final RememberedFiles files;
  private final RememberPolicy policy;

  private RememberingResolver(Resolver resolver, Path directory, RememberPolicy policy) {
    this.resolver = resolver;
    this.files = new RememberedFiles(directory);
    this.policy = policy;
  }

  /**
   * Remembers what {@code resolver} finds, with the defaults.
   *
   * @param directory where; created when the first answer is written
   */
  public static RememberingResolver of(Resolver resolver, Path directory) {
    return of(resolver, directory, RememberPolicy.defaults());
  }

  /**
   * Remembers what {@code resolver} finds.
   *
   * @param directory where; created when the first answer is written
   */
  public static RememberingResolver of(Resolver resolver, Path directory, RememberPolicy policy) {
    return new RememberingResolver(resolver, directory, policy);
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    return resolver.serviceFor(host);
  }

  @Override
  public Service service(String name) {
    return resolver.service(name);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    RememberingWatch watch = new RememberingWatch(service, observer, context, policy, files);
    watch.start(resolver);
    return watch;
  }

  @Override
  public void close() {
    resolver.close();
  }
}
