package dev.switchboard.benchmarks.picks;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.upstream.Tried;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The same endpoint for the same key, of which there are many. */
public class ByKey {

  private static final int KEYS = 1024;

  /** Switchboard's, which leaves an endpoint that has too much to do. */
  @State(Scope.Benchmark)
  public static class ConsistentHash extends OurAlias {
    /** As its name says. */
    public ConsistentHash() {
      super(Balancer.consistentHash("user"));
    }
  }

  /** Armeria's, which does not; what it hashes by is its user's. */
  @State(Scope.Benchmark)
  public static class Sticky extends ArmeriaGroup {
    /** By the path, of which each string remembers its hash. */
    public Sticky() {
      super(EndpointSelectionStrategy.sticky(call -> call.path().hashCode()));
    }
  }

  /** Calls of many users in turn. */
  @State(Scope.Thread)
  public static class Users {

    final Tried tried = new Tried();
    private final CallKeys[] keys =
        IntStream.range(0, KEYS)
            .mapToObj(i -> CallKeys.of("user", "user-" + i))
            .toArray(CallKeys[]::new);
    private final ClientRequestContext[] calls =
        IntStream.range(0, KEYS)
            .mapToObj(i -> ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/user-" + i)))
            .toArray(ClientRequestContext[]::new);
    private int turn;

    CallKeys keys() {
      return keys[turn++ % KEYS];
    }

    ClientRequestContext call() {
      return calls[turn++ % KEYS];
    }
  }

  /** Switchboard's. */
  @Benchmark
  public @Nullable Pick switchboard(ConsistentHash ours, Users users) {
    return ours.upstream.pick(users.keys(), users.tried, true, 0);
  }

  /** Armeria's. */
  @Benchmark
  public Object armeria(Sticky theirs, Users users) {
    return theirs.pick(users.call());
  }
}
