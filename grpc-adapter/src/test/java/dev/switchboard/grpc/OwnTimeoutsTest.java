package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which entry of a service config counts for a method: the nearest, as gRPC reads it. */
class OwnTimeoutsTest {

  private static final Map<String, ?> ALL = Map.of();
  private static final Map<String, ?> OF_SERVICE = Map.of("service", "shop.Orders");
  private static final Map<String, ?> OF_GET = Map.of("service", "shop.Orders", "method", "Get");

  private static Map<String, ?> timed(Map<?, ?>... names) {
    return Map.of("name", List.of(names), "timeout", "1s");
  }

  private static Map<String, ?> untimed(Map<String, ?> name) {
    return Map.of("name", List.of(name), "waitForReady", true);
  }

  private static boolean holdForGet(Map<?, ?>... methods) {
    return new OwnTimeouts(Map.of("methodConfig", List.of(methods))).holdFor(Orders.GET);
  }

  @Test
  void theNearestEntryCounts() {
    assertThat(holdForGet(timed(ALL))).isTrue();
    assertThat(holdForGet(timed(OF_SERVICE))).isTrue();
    assertThat(holdForGet(timed(OF_GET))).isTrue();
    assertThat(holdForGet(timed(ALL), untimed(OF_SERVICE))).isFalse();
    assertThat(holdForGet(timed(ALL, OF_SERVICE), untimed(OF_GET))).isFalse();
    assertThat(holdForGet(untimed(ALL), timed(OF_SERVICE))).isTrue();
    assertThat(holdForGet(untimed(OF_SERVICE), timed(OF_GET))).isTrue();
  }

  @Test
  void othersDoNot() {
    assertThat(holdForGet(timed(Map.of("service", "shop.Orders", "method", "Add")))).isFalse();
    assertThat(holdForGet(timed(Map.of("service", "shop.Carts")))).isFalse();
    assertThat(holdForGet()).isFalse();
    assertThat(new OwnTimeouts(null).holdFor(Orders.GET)).isFalse();
    assertThat(new OwnTimeouts(Map.of("retryThrottling", Map.of())).holdFor(Orders.GET)).isFalse();
  }
}
