package dev.switchboard;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.cloudmap.CloudMapPolicy;
import dev.switchboard.dns.DnsPolicy;
import dev.switchboard.endpoint.Cidr;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.remember.RememberPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the JSON Schema of the configuration: the policies as their records are, the rest here.
 */
final class SchemaWriter {

  private static final String WHOLE = "{\"type\": \"integer\"}";
  private static final String NOT_NEGATIVE = "{\"type\": \"integer\", \"minimum\": 0}";
  private static final String SECONDS =
      "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 2147483647}";
  private static final String TEXT = ref("text");
  private static final String TIME = ref("time");
  private static final String ANYTHING = "true";

  private final Map<String, String> defs = new LinkedHashMap<>();

  static String schema() {
    return new SchemaWriter().write();
  }

  private static String ref(String def) {
    return "{\"$ref\": \"#/$defs/" + def + "\"}";
  }

  private static String list(String of) {
    return "{\"type\": \"array\", \"items\": " + of + "}";
  }

  private static String object(String more, Map<String, String> properties) {
    String lines =
        properties.entrySet().stream()
            .map(e -> "\n    \"" + e.getKey() + "\": " + e.getValue())
            .collect(Collectors.joining(","));
    return "{\n  \"type\": \"object\",\n  \"additionalProperties\": false,"
        + more
        + "\n  \"properties\": {"
        + lines
        + "\n  }}";
  }

  private static Map<String, String> properties(String... keysAndSchemas) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < keysAndSchemas.length; i += 2) {
      all.put(keysAndSchemas[i], keysAndSchemas[i + 1]);
    }
    return all;
  }

  private static Map<String, String> and(Map<String, String> some, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(some);
    all.putAll(more);
    return all;
  }

  private Map<String, String> policy(Record defaults) {
    Map<String, String> all = new LinkedHashMap<>();
    for (PolicyKeys.Key key : PolicyKeys.of(defaults)) {
      String said = "\"description\": \"" + key.doc().replace("\"", "\\\"") + "\"";
      String schema =
          key.nested()
              .map(
                  nested -> {
                    defs.put(key.name(), object("", policy(nested)));
                    return ref(key.name());
                  })
              .orElseGet(
                  () ->
                      key.constants().isEmpty()
                          ? type(key.type())
                          : "{\"enum\": [" + String.join(", ", key.constants()) + "]}");
      if (key.optional()) {
        schema = "{\"anyOf\": [" + schema + ", {\"const\": \"none\"}]}";
      }
      String standard = key.nested().isPresent() ? "" : ", \"default\": " + key.json();
      all.put(key.name(), schema.substring(0, schema.length() - 1) + ", " + said + standard + "}");
    }
    return all;
  }

  private static String type(Type type) {
    if (type == Duration.class) {
      return TIME;
    } else if (type == String.class) {
      return TEXT;
    } else if (type == boolean.class) {
      return "{\"type\": \"boolean\"}";
    } else if (type == double.class) {
      return "{\"type\": \"number\", \"minimum\": 0}";
    } else if (type == int.class || type == long.class || type == Integer.class) {
      return NOT_NEGATIVE;
    }
    if (type instanceof ParameterizedType list && list.getActualTypeArguments()[0] == Cidr.class) {
      return list("{\"type\": \"string\", \"pattern\": \"^[0-9a-fA-F:.]+/[0-9]{1,3}$\"}");
    }
    throw new AssertionError("teach the schema " + type);
  }

  private void balancers() {
    String inner = ref("balancer");
    String looking =
        object("\n  \"required\": [\"fullScanUpTo\"],", properties("fullScanUpTo", WHOLE));
    defs.put(
        "balancer",
        "{\"anyOf\": [{\"enum\": [\"roundRobin\", \"random\", \"leastRequest\", \"peakEwma\"]}, "
            + object(
                "\n  \"minProperties\": 1, \"maxProperties\": 1,",
                properties(
                    "leastRequest",
                    looking,
                    "peakEwma",
                    looking,
                    "consistentHash",
                    object("\n  \"required\": [\"key\"],", properties("key", TEXT)),
                    "sameZoneFirst",
                    inner,
                    "slowStart",
                    object(
                        "\n  \"required\": [\"window\", \"balancer\"],",
                        properties("window", TIME, "balancer", inner)),
                    "split",
                    object(
                        "\n  \"required\": [\"routes\", \"balancer\"],",
                        properties("routes", routes(), "balancer", inner)),
                    "subset",
                    object(
                        "\n  \"required\": [\"size\", \"balancer\"],",
                        properties(
                            "size", "{\"type\": \"integer\", \"minimum\": 1}", "balancer", inner))))
            + "]}");
  }

  private static String routes() {
    String texts =
        "{\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": " + TEXT + "}";
    String route =
        object(
            "\n  \"dependentRequired\": {\"strict\": [\"when\"]},"
                + "\n  \"not\": {\"required\": [\"when\", \"weight\"]},",
            properties(
                "to",
                texts,
                "when",
                texts,
                "weight",
                "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 1000000}",
                "strict",
                "{\"type\": \"boolean\"}"));
    return "{\"type\": \"array\", \"minItems\": 1, \"items\": " + route + "}";
  }

  private void services(Map<String, String> policies) {
    defs.put(
        "clientAlias",
        object(
            "\n  \"required\": [\"port\"],",
            properties(
                "port", "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 65535}",
                "dnsName", "{\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_.-]{1,127}$\"}",
                "testTrafficRules", ANYTHING)));
    defs.put(
        "endpoint",
        object(
            "\n  \"required\": [\"address\"],",
            properties(
                "address",
                "{\"type\": \"string\", \"pattern\": \"^[0-9a-fA-F:.]+$\"}",
                "port",
                "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 65535}",
                "zone",
                TEXT,
                "weight",
                "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 1000000}",
                "id",
                TEXT,
                "attributes",
                "{\"type\": \"object\", \"additionalProperties\": " + TEXT + "}")));
    defs.put(
        "service",
        object(
            "\n  \"anyOf\": [{\"required\": [\"discoveryName\"]}, {\"required\": [\"portName\"]}],",
            and(
                properties(
                    "portName", TEXT,
                    "discoveryName", TEXT,
                    "clientAliases", list(ref("clientAlias")),
                    "ingressPortOverride", ANYTHING,
                    "timeout",
                        object(
                            "",
                            properties(
                                "idleTimeoutSeconds", SECONDS,
                                "perRequestTimeoutSeconds", SECONDS)),
                    "tls", ANYTHING,
                    "endpoints", list(ref("endpoint"))),
                policies)));
  }

  private void resolvers() {
    String attributes =
        "{\"type\": \"object\", \"additionalProperties\": {\"anyOf\": ["
            + TEXT
            + ", "
            + list(TEXT)
            + "]}}";
    String several = "{\"type\": \"array\", \"minItems\": 1, \"items\": " + ref("resolver") + "}";
    defs.put(
        "resolver",
        "{\"type\": \"object\", \"minProperties\": 1, \"maxProperties\": 1,"
            + " \"description\": \"the name of a resolver and its settings; others than these come"
            + " from providers\",\n  \"properties\": {\n    \"cloudMap\": "
            + object(
                "",
                and(
                    properties(
                        "namespace", TEXT,
                        "namespaceName", TEXT,
                        "ownerAccount", "{\"type\": \"string\", \"pattern\": \"^[0-9]{12}$\"}",
                        "region", TEXT,
                        "preferIpv6", "{\"type\": \"boolean\"}",
                        "onlyWith", attributes,
                        "without", attributes,
                        "weightAttribute", TEXT),
                    policy(CloudMapPolicy.defaults())))
            + ",\n    \"file\": "
            + object("", properties("path", TEXT))
            + ",\n    \"dns\": "
            + object(
                "\n  \"required\": [\"domain\"],",
                and(
                    properties(
                        "domain",
                        TEXT,
                        "records",
                        "{\"enum\": [\"addresses\", \"srv\"]}",
                        "port",
                        "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 65535}",
                        "servers",
                        list(
                            object(
                                "\n  \"required\": [\"address\"],",
                                properties("address", TEXT, "port", WHOLE)))),
                    policy(DnsPolicy.defaults())))
            + ",\n    \"firstOf\": "
            + several
            + ",\n    \"merged\": "
            + several
            + ",\n    \"byName\": {\"type\": \"object\", \"required\": [\"*\"],"
            + " \"additionalProperties\": "
            + ref("resolver")
            + "},\n    \"remembering\": "
            + object(
                "\n  \"required\": [\"directory\"],",
                and(
                    properties("directory", TEXT, "resolver", ref("resolver")),
                    policy(RememberPolicy.defaults())))
            + "}}");
  }

  private String write() {
    defs.put("time", "{\"type\": \"string\", \"pattern\": \"^[0-9]{1,9}(ms|s|m|h|d)$\"}");
    defs.put("text", "{\"type\": \"string\", \"pattern\": \"\\\\S\"}");
    defs.put("call", object("", policy(CallPolicy.defaults())));
    defs.put("outlier", object("", policy(OutlierPolicy.defaults())));
    defs.put("resolution", object("", policy(ResolutionPolicy.defaults())));
    balancers();
    Map<String, String> policies =
        properties("call", ref("call"), "outlier", ref("outlier"), "balancer", ref("balancer"));
    services(policies);
    resolvers();
    String root =
        object(
            "",
            properties(
                "$schema",
                ANYTHING,
                "enabled",
                "{\"const\": true}",
                "namespace",
                TEXT,
                "services",
                list(ref("service")),
                "logConfiguration",
                ANYTHING,
                "accessLogConfiguration",
                ANYTHING,
                "defaults",
                object("", policies),
                "resolution",
                ref("resolution"),
                "zone",
                TEXT,
                "ownService",
                TEXT,
                "onlyDeclaredAliases",
                "{\"type\": \"boolean\"}",
                "resolver",
                ref("resolver")));
    String definitions =
        defs.entrySet().stream()
            .map(e -> "\n  \"" + e.getKey() + "\": " + e.getValue())
            .collect(Collectors.joining(","));
    String head =
        String.join(
            ",\n",
            List.of(
                "{\n\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"",
                "\"title\": \"Switchboard\"",
                root.substring(1, root.length() - 1).strip()));
    return indented(head + ",\n\"$defs\": {" + definitions + "\n}}");
  }

  /** One member or element a line, as diffs like it. */
  private static String indented(String json) {
    StringBuilder out = new StringBuilder();
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      inString ^= c == '"' && json.charAt(i - 1) != '\\';
      if (inString || !Character.isWhitespace(c)) {
        boolean opens = !inString && (c == '{' || c == '[');
        boolean closes = !inString && (c == '}' || c == ']');
        depth += opens ? 1 : closes ? -1 : 0;
        out.append(closes ? line(depth) : "").append(c);
        out.append(opens || (!inString && c == ',') ? line(depth) : "");
        out.append(!inString && c == ':' ? " " : "");
      }
    }
    return out.append('\n').toString();
  }

  private static String line(int depth) {
    return "\n" + "  ".repeat(depth);
  }
}
