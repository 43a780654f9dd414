package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.call.AdmissionPolicy;
import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.CircuitBreakerPolicy;
import dev.switchboard.call.RetryPolicy;
import dev.switchboard.cloudmap.CloudMapPolicy;
import dev.switchboard.dns.DnsPolicy;
import dev.switchboard.endpoint.Cidr;
import dev.switchboard.endpoint.EndpointGuard;
import dev.switchboard.health.ComparisonPolicy;
import dev.switchboard.health.EjectionPolicy;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.remember.RememberPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy that drops a field is found here, whichever policy and field it is. */
class PolicyWithersTest {

  static Stream<Record> policies() {
    return Stream.of(
        OutlierPolicy.defaults(),
        ComparisonPolicy.defaults(),
        EjectionPolicy.defaults(),
        RetryPolicy.defaults(),
        AdmissionPolicy.defaults(),
        CircuitBreakerPolicy.defaults(),
        CallPolicy.defaults(),
        AliasPolicy.defaults(),
        CloudMapPolicy.defaults(),
        DnsPolicy.defaults(),
        RememberPolicy.defaults(),
        ResolutionPolicy.defaults(),
        EndpointGuard.defaults());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void eachWitherChangesItsComponentAndNoOther(Record defaults) throws Exception {
    List<RecordComponent> components = PolicyKeysTest.components(defaults);
    Record base = defaults;
    for (RecordComponent component : components) {
      base = changed(base, component); // nothing is at its default any more
    }
    for (RecordComponent component : components) {
      Object was = component.getAccessor().invoke(base);
      assertThat(was).isNotEqualTo(component.getAccessor().invoke(defaults));
      Record next = changed(base, component);
      for (RecordComponent other : components) {
        Object now = other.getAccessor().invoke(next);
        if (other.equals(component)) {
          assertThat(now).as("%s by its own wither", other.getName()).isNotEqualTo(was);
        } else {
          assertThat(now)
              .as("%s by the wither of %s", other.getName(), component.getName())
              .isEqualTo(other.getAccessor().invoke(base));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void aPolicyHasAtMostSevenComponents(Record defaults) {
    assertThat(defaults.getClass().getRecordComponents()).hasSizeBetween(1, 7);
  }

  /** The policy, with the component changed by its wither to what {@link #other} says. */
  private static Record changed(Record policy, RecordComponent component) throws Exception {
    Method wither = wither(policy.getClass(), component.getName());
    Object value = component.getAccessor().invoke(policy);
    Class<?> type = wither.getParameterTypes()[0];
    if (type == UnaryOperator.class) {
      UnaryOperator<Object> change = PolicyWithersTest::other;
      Record next = (Record) wither.invoke(policy, change);
      assertThat(component.getAccessor().invoke(next)).isEqualTo(other(value));
      return next;
    }
    Object argument = value instanceof Optional<?> set ? inside(set, type) : other(value);
    Record next = (Record) wither.invoke(policy, argument);
    assertThat(component.getAccessor().invoke(next))
        .as("%s of %s", component.getName(), policy.getClass().getSimpleName())
        .isEqualTo(value instanceof Optional ? Optional.of(argument) : argument);
    return next;
  }

  private static Method wither(Class<?> policy, String component) {
    String name =
        "with" + component.substring(0, 1).toUpperCase(Locale.ROOT) + component.substring(1);
    List<Method> found =
        Arrays.stream(policy.getMethods()).filter(m -> m.getName().equals(name)).toList();
    assertThat(found).as("%s.%s", policy.getSimpleName(), name).hasSize(1);
    return found.get(0);
  }

  private static Object inside(Optional<?> set, Class<?> type) {
    if (set.isPresent()) {
      return other(set.get());
    } else if (type == CircuitBreakerPolicy.class) {
      return CircuitBreakerPolicy.defaults();
    }
    return type == String.class ? "a" : Duration.ofSeconds(1);
  }

  /** Another value of the same type, near enough to be in range. */
  private static Object other(Object value) {
    if (value instanceof Integer i) {
      return i + 1;
    } else if (value instanceof Double d) {
      return d + 1;
    } else if (value instanceof String s) {
      return s + "x";
    } else if (value instanceof Duration d) {
      return d.plusMillis(1);
    } else if (value instanceof CallPolicy p) {
      return p.withDeadline(p.deadline().plusMillis(1));
    } else if (value instanceof RetryPolicy p) {
      return p.withRetries(p.retries() + 1);
    } else if (value instanceof AdmissionPolicy p) {
      return p.withConcurrencyLimit(p.concurrencyLimit() + 1);
    } else if (value instanceof CircuitBreakerPolicy p) {
      return p.withSlidingWindowSize(p.slidingWindowSize() + 1);
    } else if (value instanceof SlidingWindowType t) {
      return t == SlidingWindowType.TIME_BASED
          ? SlidingWindowType.COUNT_BASED
          : SlidingWindowType.TIME_BASED;
    } else if (value instanceof OutlierPolicy p) {
      return p.withConsecutiveFailures(p.consecutiveFailures() + 1);
    } else if (value instanceof ComparisonPolicy p) {
      return p.withFailureGapPercent(p.failureGapPercent() + 1);
    } else if (value instanceof EjectionPolicy p) {
      return p.withPanicPercent(p.panicPercent() + 1);
    } else if (value instanceof EndpointGuard g) {
      return g.withLoopback(!g.loopback());
    } else if (value instanceof List) {
      return value.equals(List.of()) ? List.of(Cidr.parse("10.0.0.0/8")) : List.of();
    } else if (value instanceof Boolean b) {
      return !b;
    } else if (value instanceof Balancer) {
      return new FirstOnly();
    }
    throw new AssertionError("teach this test another value of " + value.getClass());
  }

  private static final class FirstOnly implements Balancer {
    @Override
    public Picker picker(List<Pick> eligible, Context context) {
      return (keys, now) -> eligible.get(0);
    }
  }
}
