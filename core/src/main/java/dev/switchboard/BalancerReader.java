package dev.switchboard;

import dev.switchboard.balance.Balancer;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Makes a balancer of what a document says: the name of a factory of {@link Balancer}, or an object
 * with that name for its only key and the parameters for its value.
 */
final class BalancerReader {

  private static final List<String> NAMES =
      List.of(
          "roundRobin",
          "random",
          "leastRequest",
          "peakEwma",
          "consistentHash",
          "sameZoneFirst",
          "slowStart",
          "split",
          "subset");

  private BalancerReader() {}

  static Balancer read(Value value) {
    return value.isString() ? plain(value) : composed(value);
  }

  private static Balancer plain(Value value) {
    return switch (value.string()) {
      case "roundRobin" -> Balancer.roundRobin();
      case "random" -> Balancer.random();
      case "leastRequest" -> Balancer.leastRequest();
      case "peakEwma" -> Balancer.peakEwma();
      case "consistentHash", "sameZoneFirst", "slowStart", "split", "subset" ->
          throw value.error(
              "this balancer needs to know more; write it as an object, such as"
                  + " {\"sameZoneFirst\": \"roundRobin\"}");
      default -> throw value.unknown("balancer", value.string(), NAMES);
    };
  }

  private static Balancer composed(Value value) {
    Set<String> keys = value.section().keys();
    if (keys.size() != 1) {
      throw value.error("a balancer has one key, its name, but this has " + keys.size());
    }
    String name = keys.iterator().next();
    Value parameters = value.section().required(name);
    return switch (name) {
      case "sameZoneFirst" -> {
        Balancer inner = read(parameters);
        yield parameters.checked(() -> Balancer.sameZoneFirst(inner));
      }
      case "leastRequest" ->
          parameters.checked(() -> Balancer.leastRequest(fullScanUpTo(parameters)));
      case "peakEwma" -> parameters.checked(() -> Balancer.peakEwma(fullScanUpTo(parameters)));
      case "consistentHash" -> consistentHash(parameters);
      case "slowStart" -> slowStart(parameters);
      case "split" -> SplitReader.read(parameters);
      case "subset" -> subset(parameters);
      case "roundRobin", "random" ->
          throw parameters.error("this balancer has no parameters; write \"" + name + "\"");
      default -> throw parameters.unknown("balancer", name, NAMES);
    };
  }

  private static int fullScanUpTo(Value parameters) {
    Section section = parameters.section();
    int limit = section.required("fullScanUpTo").integer();
    section.done();
    return limit;
  }

  private static Balancer consistentHash(Value parameters) {
    Section section = parameters.section();
    Value key = section.required("key");
    section.done();
    String name = key.string();
    return key.checked(() -> Balancer.consistentHash(name));
  }

  private static Balancer slowStart(Value parameters) {
    Section section = parameters.section();
    Value window = section.required("window");
    Balancer inner = read(section.required("balancer"));
    section.done();
    Duration time = window.duration();
    return window.checked(() -> Balancer.slowStart(time, inner));
  }

  private static Balancer subset(Value parameters) {
    Section section = parameters.section();
    int size = section.required("size").integer();
    Balancer inner = read(section.required("balancer"));
    section.done();
    return parameters.checked(() -> Balancer.subset(size, inner));
  }
}
