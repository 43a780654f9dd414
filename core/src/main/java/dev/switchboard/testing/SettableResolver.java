package dev.switchboard.testing;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A resolver that says what a test tells it to. Like Cloud Map's it has a namespace ({@code test}):
 * every host without a dot is an alias. Until a service is set, it does not answer. Safe for any
 * thread.
 */
public final class SettableResolver implements Resolver {

  private static final String NAMESPACE = "test";

  private final Map<Service, List<Observer>> observers = new ConcurrentHashMap<>();
  private final Map<Service, Consumer<Observer>> latest = new ConcurrentHashMap<>();
  private final Map<Service, AtomicInteger> uses = new ConcurrentHashMap<>();
  private final AtomicInteger refreshes = new AtomicInteger();
  private final AtomicBoolean overdue = new AtomicBoolean();

  /** A resolver that knows nothing yet. */
  public SettableResolver() {}

  /** The registry now lists these endpoints for the service. */
  public SettableResolver set(String service, Endpoint... endpoints) {
    return set(service, Resolution.of(EndpointSet.of(endpoints)));
  }

  /** The registry now answers this for the service. */
  public SettableResolver set(String service, Resolution resolution) {
    tell(service, observer -> observer.onResolution(resolution));
    return this;
  }

  /** The registry now fails for the service. */
  public SettableResolver fail(String service, ResolutionError error) {
    tell(service, observer -> observer.onError(error));
    return this;
  }

  /** The registry now says that its last answer for the service still holds. */
  public SettableResolver confirm(String service) {
    overdue.set(false);
    observers.getOrDefault(service(service), List.of()).forEach(Observer::onUnchanged);
    return this;
  }

  /** As if the process had been frozen: what is known is to be looked at again before a call. */
  public SettableResolver overdue() {
    overdue.set(true);
    return this;
  }

  private void tell(String name, Consumer<Observer> answer) {
    Service service = service(name);
    latest.put(service, answer);
    overdue.set(false);
    observers.getOrDefault(service, List.of()).forEach(answer);
  }

  /** How often somebody asked for a fresh answer. */
  public int refreshes() {
    return refreshes.get();
  }

  /** How often somebody said that the service is wanted, as each call does. */
  public int uses(String service) {
    AtomicInteger count = uses.get(service(service));
    return count == null ? 0 : count.get();
  }

  /** How many services are being watched. */
  public int watches() {
    return observers.values().stream().mapToInt(List::size).sum();
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    return host.indexOf('.') < 0 && !host.equals("localhost")
        ? Optional.of(service(host))
        : Optional.empty();
  }

  @Override
  public Service service(String name) {
    return new Service(NAMESPACE, name);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    List<Observer> list = observers.computeIfAbsent(service, s -> new CopyOnWriteArrayList<>());
    list.add(observer);
    Optional.ofNullable(latest.get(service)).ifPresent(answer -> answer.accept(observer));
    return new Watch() {
      @Override
      public void refresh() {
        refreshes.incrementAndGet();
      }

      @Override
      public boolean use(long now) {
        uses.computeIfAbsent(service, s -> new AtomicInteger()).incrementAndGet();
        return !overdue.get();
      }

      @Override
      public void close() {
        list.remove(observer);
      }
    };
  }

  @Override
  public void close() {
    observers.clear();
  }
}
