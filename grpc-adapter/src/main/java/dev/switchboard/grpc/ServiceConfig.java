package dev.switchboard.grpc;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.RetryPolicy;
import dev.switchboard.endpoint.Alias;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says an alias's call policy in gRPC's words, unless the application has a service config of its
 * own.
 */
final class ServiceConfig {

  private static final System.Logger LOG = System.getLogger(ServiceConfig.class.getName());

  /** gRPC makes no more attempts than this of a call, unless the channel's builder allows it. */
  private static final int USUAL_MAX_ATTEMPTS = 5;

  /** A server that is shut down at once cancels its calls; those the caller cancels are over. */
  private static final List<String> RETRYABLE =
      List.of(Status.Code.UNAVAILABLE.name(), Status.Code.CANCELLED.name());

  private static final Map<String, ?> BALANCING =
      Map.of(
          "loadBalancingConfig", List.of(Map.of(SwitchboardLoadBalancerProvider.POLICY, Map.of())));

  /** The channels that were told: gRPC makes a new resolver each time one wakes. */
  private static final Set<SynchronizationContext> TOLD =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final NameResolver.ServiceConfigParser parser;
  private final SynchronizationContext channel;
  private final Alias alias;
  private final @Nullable Map<String, ?> own;
  private final OwnTimeouts ownTimeouts;

  /**
   * For the calls of one channel.
   *
   * @throws IllegalArgumentException if the application's own service config is wrong
   */
  ServiceConfig(NameResolver.Args args, Alias alias) {
    this.parser = args.getServiceConfigParser();
    this.channel = args.getSynchronizationContext();
    this.alias = alias;
    this.own = args.getArg(SwitchboardGrpc.SERVICE_CONFIG);
    parse(own == null ? BALANCING : withBalancing(own));
    this.ownTimeouts = new OwnTimeouts(own);
  }

  /** For which methods the alias's deadline is not used. */
  OwnTimeouts ownTimeouts() {
    return ownTimeouts;
  }

  /** What gRPC is to do with calls that may safely be sent twice, or with all others. */
  ConfigOrError of(CallPolicy policy, boolean repeatable) {
    if (own != null) {
      return parse(withBalancing(own));
    }
    boolean retried = repeatable && policy.retry().retries() > 0;
    return parse(
        retried ? withBalancing(Map.of("methodConfig", retries(policy.retry()))) : BALANCING);
  }

  private static Map<String, ?> withBalancing(Map<String, ?> config) {
    Map<String, Object> complete = new HashMap<>(BALANCING);
    complete.putAll(config);
    return complete;
  }

  private static List<Map<String, ?>> retries(RetryPolicy policy) {
    Map<String, ?> retry =
        Map.of(
            "maxAttempts",
            (double) policy.attempts(),
            "initialBackoff",
            seconds(policy.backoffBase()),
            "maxBackoff",
            seconds(policy.backoffMax()),
            "backoffMultiplier",
            2.0,
            "retryableStatusCodes",
            RETRYABLE);
    return List.of(Map.of("name", List.of(Map.of()), "retryPolicy", retry));
  }

  /** As protocol buffers write durations in JSON; gRPC refuses zero. */
  private static String seconds(Duration time) {
    return BigDecimal.valueOf(Math.max(1, time.toNanos()), 9).toPlainString() + "s";
  }

  private ConfigOrError parse(Map<String, ?> config) {
    ConfigOrError parsed = parser.parseServiceConfig(config);
    Status error = parsed.getError();
    if (error != null) {
      throw new IllegalArgumentException(
          "the service config given for " + alias + " is wrong: " + error, error.getCause());
    }
    return parsed;
  }

  /** Tells what of the policy gRPC cannot do, once for a channel. */
  void report(CallPolicy policy) {
    if (!TOLD.add(channel)) {
      return;
    }
    policy
        .perTryTimeout()
        .ifPresent(
            timeout ->
                LOG.log(
                    Level.WARNING,
                    "{0}: the perTryTimeout of {1} ms has no effect on gRPC calls, for gRPC has no"
                        + " such timeout; set shorter deadlines",
                    alias,
                    timeout.toMillis()));
    if (own == null && policy.retry().config().isPresent()) {
      LOG.log(
          Level.WARNING,
          "{0}: of the RetryConfig only the number of attempts has an effect on gRPC calls; gRPC"
              + " waits and decides by itself",
          alias);
    }
    int attempts = policy.retry().attempts();
    if (own == null && attempts > USUAL_MAX_ATTEMPTS) {
      LOG.log(
          Level.WARNING,
          "{0}: of {1} retries gRPC makes {2}, unless the channel''s builder has"
              + " .maxRetryAttempts({3})",
          alias,
          attempts - 1,
          USUAL_MAX_ATTEMPTS - 1,
          attempts);
    }
  }
}
