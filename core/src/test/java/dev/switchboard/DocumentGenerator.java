package dev.switchboard;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes configurations that are right, and then some that are not, from a seed. */
final class DocumentGenerator {

  /** A JSON value that can be changed: a member map, a list, or the text of anything else. */
  record Node(Map<String, Node> members, List<Node> elements, String text) {

    static Node of(Map<String, Node> members) {
      return new Node(members, new ArrayList<>(), "{");
    }

    static Node list(List<Node> elements) {
      return new Node(new LinkedHashMap<>(), elements, "[");
    }

    static Node text(String text) {
      return new Node(new LinkedHashMap<>(), new ArrayList<>(), text);
    }

    @Override
    public String toString() {
      return switch (text) {
        case "{" ->
            members.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
        case "[" ->
            elements.stream().map(Node::toString).collect(Collectors.joining(", ", "[", "]"));
        default -> text;
      };
    }
  }

  /** Times that must not be longer than a default. */
  private static final Set<String> SHORT = Set.of("connectTimeout", "backoffBase");

  private static final List<String> OTHERS =
      List.of("null", "true", "5", "5.0", "1.5", "\"1s\"", "\"none\"", "\"\"", "[]", "{}");

  private final SplittableRandom random;
  private int names;

  DocumentGenerator(SplittableRandom random) {
    this.random = random;
  }

  private boolean maybe() {
    return random.nextBoolean();
  }

  private static Node string(String text) {
    return Node.text("\"" + text + "\"");
  }

  private String name(String kind) {
    return kind + names++;
  }

  /** One that is right. */
  Node document() {
    Map<String, Node> root = new LinkedHashMap<>();
    root.put("namespace", string("prod"));
    optional(root, "enabled", Node.text("true"));
    optional(root, "logConfiguration", Node.text("{\"options\": {\"a\": null}}"));
    optional(root, "zone", string("eu-west-1a"));
    optional(root, "ownService", string("frontend"));
    optional(root, "onlyDeclaredAliases", Node.text("false"));
    optional(root, "resolution", policy(ResolutionPolicy.defaults()));
    Map<String, Node> defaults = new LinkedHashMap<>();
    policies(defaults);
    optional(root, "defaults", Node.of(defaults));
    List<Node> services = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      services.add(service());
    }
    optional(root, "services", Node.list(services));
    return Node.of(root);
  }

  private void optional(Map<String, Node> members, String key, Node value) {
    if (maybe()) {
      members.put(key, value);
    }
  }

  private Node service() {
    Map<String, Node> service = new LinkedHashMap<>();
    service.put("portName", string(name("port")));
    optional(service, "discoveryName", string(name("service")));
    List<Node> aliases = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Map<String, Node> alias = new LinkedHashMap<>();
      alias.put("port", Node.text(String.valueOf(10 + names++)));
      alias.put("dnsName", string(name("alias")));
      aliases.add(Node.of(alias));
    }
    optional(service, "clientAliases", Node.list(aliases));
    List<Node> endpoints = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      Map<String, Node> endpoint = new LinkedHashMap<>();
      endpoint.put("address", string("10.0.0." + i));
      optional(endpoint, "port", Node.text("80"));
      optional(endpoint, "zone", string("a"));
      optional(endpoint, "weight", Node.text("3"));
      optional(endpoint, "id", string("x"));
      Map<String, Node> attributes = new LinkedHashMap<>();
      attributes.put("k", string("v"));
      optional(endpoint, "attributes", Node.of(attributes));
      endpoints.add(Node.of(endpoint));
    }
    optional(service, "endpoints", Node.list(endpoints));
    policies(service);
    if (!service.containsKey("call") && maybe()) { // both may set the deadline
      Map<String, Node> timeout = new LinkedHashMap<>();
      optional(timeout, "perRequestTimeoutSeconds", Node.text("15"));
      optional(timeout, "idleTimeoutSeconds", Node.text("300"));
      service.put("timeout", Node.of(timeout));
    }
    return Node.of(service);
  }

  private void policies(Map<String, Node> members) {
    optional(members, "call", policy(CallPolicy.defaults()));
    optional(members, "outlier", policy(OutlierPolicy.defaults()));
    optional(members, "balancer", balancer(3, Set.of()));
  }

  private Node policy(Record defaults) {
    Map<String, Node> members = new LinkedHashMap<>();
    for (PolicyKeys.Key key : PolicyKeys.of(defaults)) {
      if (maybe()) {
        members.put(key.name(), key.nested().map(this::policy).orElseGet(() -> value(key)));
      }
    }
    if (members.containsKey("slidingWindowType")) {
      members.put("slidingWindowSize", Node.text("20")); // as many as the minimum, if it is calls
    }
    return Node.of(members);
  }

  private Node value(PolicyKeys.Key key) {
    Type type = key.type();
    if (!key.constants().isEmpty()) {
      return Node.text(key.constants().get(random.nextInt(key.constants().size())));
    } else if (key.optional()) {
      return string(maybe() ? "none" : "100ms");
    } else if (type instanceof ParameterizedType) {
      return Node.text(maybe() ? "[]" : "[\"10.0.0.0/8\", \"fd00::/8\"]");
    } else if (SHORT.contains(key.name())) {
      return string(random.nextInt(1, 250) + "ms");
    } else if (type == Duration.class) {
      return string(random.nextInt(2, 50) + "s");
    } else if (type == boolean.class) {
      return Node.text(String.valueOf(maybe()));
    } else if (type == double.class) {
      return Node.text(random.nextInt(1, 9) + ".5");
    }
    return Node.text(String.valueOf(random.nextInt(1, 10)));
  }

  private static Set<String> and(Set<String> some, String more) {
    return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * One that is right.
   *
   * @param not what may not stand here, or further in
   */
  private Node balancer(int depth, Set<String> not) {
    Map<String, Node> parameters = new LinkedHashMap<>();
    int kind = depth == 0 ? 0 : random.nextInt(7);
    boolean refused =
        (kind == 2 && not.contains("consistentHash")) || (kind == 3 && not.contains("split"));
    switch (refused ? 0 : kind) {
      case 0 -> {
        return string(
            List.of("roundRobin", "random", "leastRequest", "peakEwma").get(random.nextInt(4)));
      }
      case 1 -> {
        parameters.put("fullScanUpTo", Node.text("7"));
        return one(maybe() ? "leastRequest" : "peakEwma", Node.of(parameters));
      }
      case 2 -> {
        parameters.put("key", string("x-user"));
        return one("consistentHash", Node.of(parameters));
      }
      case 3 -> {
        parameters.put("routes", Node.list(List.of(route())));
        parameters.put("balancer", balancer(depth - 1, and(not, "split")));
        return one("split", Node.of(parameters));
      }
      case 4 -> {
        return one("sameZoneFirst", balancer(depth - 1, and(not, "split")));
      }
      case 5 -> {
        parameters.put("window", string("10s"));
        parameters.put("balancer", balancer(depth - 1, not));
        return one("slowStart", Node.of(parameters));
      }
      default -> {
        parameters.put("size", Node.text("12"));
        parameters.put("balancer", balancer(depth - 1, Set.of("split", "consistentHash")));
        return one("subset", Node.of(parameters));
      }
    }
  }

  private Node route() {
    Map<String, Node> route = new LinkedHashMap<>();
    route.put("to", one("version", string("2")));
    if (maybe()) {
      route.put("weight", Node.text("10"));
    } else {
      route.put("when", one("x-canary", string("true")));
      route.put("strict", Node.text(String.valueOf(maybe())));
    }
    return Node.of(route);
  }

  private static Node one(String key, Node value) {
    Map<String, Node> members = new LinkedHashMap<>();
    members.put(key, value);
    return Node.of(members);
  }

  /** One in which a key is unknown, missing or has a value of another kind. */
  Node mutated() {
    Node root = document();
    List<Node> objects = new ArrayList<>();
    collect(root, objects);
    Node object = objects.get(random.nextInt(objects.size()));
    List<String> keys = new ArrayList<>(object.members().keySet());
    int what = random.nextInt(4);
    if (keys.isEmpty() || what == 0) {
      object.members().put("unknown", Node.text("1"));
      return root;
    }
    String key = keys.get(random.nextInt(keys.size()));
    if (what == 1 && !key.equals("namespace")) {
      object.members().remove(key);
    } else {
      object.members().put(key, Node.text(OTHERS.get(random.nextInt(OTHERS.size()))));
    }
    return root;
  }

  private static void collect(Node node, List<Node> objects) {
    if (node.text().equals("{")) {
      objects.add(node);
    }
    node.members().values().forEach(member -> collect(member, objects));
    node.elements().forEach(element -> collect(element, objects));
  }
}
