package dev.switchboard.resolve;

import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
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
   * @param executor where it may block
   * @param policy how much a source is trusted, for those that are made of others
   */
  record Context(Clock clock, Randomness randomness, Executor executor, ResolutionPolicy policy) {}
}
