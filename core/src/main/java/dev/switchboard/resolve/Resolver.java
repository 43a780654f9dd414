package dev.switchboard.resolve;

import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Finds the endpoints of services and watches them for changes.
 *
 * <p>A resolver says what its source says and nothing else: that an error or a sudden empty answer
 * does not take away endpoints that work is decided above it, for every resolver alike.
 *
 * <p>Safe for any thread. The {@code Switchboard} it was given to closes it.
 */
public interface Resolver extends AutoCloseable {

  /**
   * The service that a host stands for when nobody declared it as an alias, or empty if the host is
   * none of this resolver's and shall be left alone. Asks nobody; cheap enough for every call.
   *
   * @param host a host name in lower case
   */
  Optional<Service> serviceFor(String host);

  /**
   * The service of this name, for an alias that was declared.
   *
   * @throws IllegalArgumentException if it can be known at once that there is no such service
   */
  Service service(String name);

  /**
   * Watches a service until the watch is closed. Called once per service, however many aliases
   * stand for it. Returns at once: the first answer comes to {@code observer} like any other.
   */
  Watch watch(Service service, Observer observer, Context context);

  /** Releases what the resolver holds. Watches still open are closed before. */
  @Override
  void close();

  /**
   * For each service the first of the resolvers, in the order given, that has endpoints. The later
   * ones are reserves, watched all the time.
   *
   * <pre>{@code
   * Resolver.firstOf(CloudMapResolver.forNamespace("prod"), StaticResolver.of(services))
   * }</pre>
   *
   * <p>An earlier one must have answered or failed once before a later one is used. What it had
   * before an error stays in use, and that it has none is believed as {@link
   * ResolutionPolicy#emptyGrace} says; when it has endpoints again, it is used again at once. An
   * error of one that comes before the one in use is told after each resolution.
   *
   * <p>It claims the hosts that any of them claims, under the name the first of those has for it,
   * and asks each for the service of that name; one that throws {@link IllegalArgumentException}
   * has no such service. Closing it closes them.
   *
   * @throws IllegalArgumentException if no resolver is given
   */
  static Resolver firstOf(Resolver... resolvers) {
    return new CombinedResolver(Combination.FIRST, List.of(resolvers));
  }

  /**
   * For each service the endpoints of all the resolvers together: two namespaces while a service
   * moves from one to the other, or the tasks and the few machines beside them. Of two endpoints
   * with the same ip:port the one with the smaller id stays.
   *
   * <p>There is an answer as soon as one has endpoints. What each had before an error stays in use,
   * and that it has none any more is believed as {@link ResolutionPolicy#emptyGrace} says, for each
   * by itself. While one fails or is doubted, that is told after each resolution. An answer is as
   * old as the oldest of the answers whose endpoints are in it. That there is no endpoint at all is
   * said only when each has said so; it is then doubted once more, as any resolver's empty answer.
   *
   * <p>Hosts and names are those of {@link #firstOf}. Closing it closes them.
   *
   * @throws IllegalArgumentException if no resolver is given
   */
  static Resolver merged(Resolver... resolvers) {
    return new CombinedResolver(Combination.UNION, List.of(resolvers));
  }

  /**
   * A resolver of its own for each service that is named here, and one for all others.
   *
   * <pre>{@code
   * Resolver.byName(Map.of("payments", StaticResolver.of(services)), cloudMap)
   * }</pre>
   *
   * <p>A service is one that is named here if the host dialed, the service declared for the alias,
   * or the name that {@code otherwise} has for the host is that name, in lower case.
   *
   * @param byServiceName which resolver finds which service; their own claims to hosts do not count
   * @param otherwise which resolver finds all others
   * @throws IllegalArgumentException if two names differ only in case
   */
  static Resolver byName(Map<String, Resolver> byServiceName, Resolver otherwise) {
    return new ResolverByName(byServiceName, otherwise);
  }

  /** Who is told. Calls for one watch never overlap. */
  interface Observer {

    /** The registry answered in full. Comes for every such answer, also if nothing changed. */
    void onResolution(Resolution resolution);

    /** The registry was asked and said that its last answer still holds. */
    void onUnchanged();

    /** The registry was asked and gave no usable answer. */
    void onError(ResolutionError error);
  }

  /** One service being watched. */
  interface Watch extends AutoCloseable {

    /**
     * Asks the source soon, because something looks wrong with what it last said. Cheap, may be
     * called for every failed call: the resolver limits how often it really asks.
     */
    void refresh();

    /**
     * Somebody is about to call the service. Cheap, for every call; a source that asks for
     * endpoints nobody calls less and less often knows by this that they are wanted.
     *
     * @return false if the source was not asked for so much longer than it should have been that
     *     what it last said should be looked at again first: the process was frozen, or nobody
     *     called for long. It is then being asked, and the observer will hear.
     */
    default boolean use(long now) {
      return true;
    }

    /** Ends the watch. The observer may hear one last answer that was already under way. */
    @Override
    void close();
  }

  /**
   * What a resolver runs on.
   *
   * @param clock time, and timers whose tasks must not block
   * @param randomness for jitter
   * @param executor where it may block, on a registry
   * @param files where it may block on files: there what is at hand never waits for a registry that
   *     hangs
   * @param policy how much a source is trusted, for those that are made of others
   */
  record Context(
      Clock clock,
      Randomness randomness,
      Executor executor,
      Executor files,
      ResolutionPolicy policy) {

    /** One executor for all. */
    public Context(Clock clock, Randomness randomness, Executor executor, ResolutionPolicy policy) {
      this(clock, randomness, executor, executor, policy);
    }
  }
}
