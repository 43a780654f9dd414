package dev.switchboard.grpc;

import io.grpc.MethodDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For which methods an application's own service config has a timeout. Immutable. */
final class OwnTimeouts {

  private final Map<String, Boolean> timed = new HashMap<>();

  /** Of a config that gRPC understood; null if there is none. */
  OwnTimeouts(@Nullable Map<String, ?> config) {
    Object methods = config == null ? null : config.get("methodConfig");
    for (Map<?, ?> method : maps(methods)) {
      for (Map<?, ?> name : maps(method.get("name"))) {
        timed.put(key(text(name.get("service")), text(name.get("method"))), has(method));
      }
    }
  }

  private static boolean has(Map<?, ?> method) {
    return method.get("timeout") != null;
  }

  private static List<Map<?, ?>> maps(@Nullable Object list) {
    return list instanceof List<?> all
        ? all.stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList()
        : List.of();
  }

  private static String text(@Nullable Object name) {
    return name == null ? "" : name.toString();
  }

  private static String key(String service, String method) {
    return service + "/" + method;
  }

  /** As gRPC reads it: the entry of the method itself counts, else its service's, else all's. */
  boolean holdFor(MethodDescriptor<?, ?> method) {
    if (timed.isEmpty()) {
      return false;
    }
    String service = text(method.getServiceName());
    Boolean itself = timed.get(method.getFullMethodName());
    Boolean ofService = itself == null ? timed.get(key(service, "")) : itself;
    return ofService == null ? timed.getOrDefault("/", false) : ofService;
  }
}
