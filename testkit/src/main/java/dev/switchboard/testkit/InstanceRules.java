package dev.switchboard.testkit;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code RegisterInstance} refuses. The limits and patterns are those of the Cloud Map API
 * model ({@code InstanceId}, {@code AttrKey}, {@code AttrValue}) and of its list of quotas. Whether
 * an address is an address is not looked at, so a test can register one that is not.
 */
final class InstanceRules {

  private static final int MAX_ID_LENGTH = 64;
  private static final int MAX_KEY_LENGTH = 255;
  private static final int MAX_VALUE_LENGTH = 1024;
  private static final int MAX_CUSTOM_ATTRIBUTES = 30;

  /** All keys and values together, in characters. */
  private static final int MAX_TOTAL_LENGTH = 5000;

  /** The quota of instances per service, which AWS does not raise. */
  static final int MAX_INSTANCES = 1000;

  private static final Pattern ID = Pattern.compile("[0-9a-zA-Z_/:.@-]+");
  private static final Pattern KEY = Pattern.compile("[!-~]+");

  /** Printable ASCII; blanks and tabs, but not at either end. */
  private static final Pattern VALUE = Pattern.compile("([!-~]([ \\t!-~]*[!-~])?)?");

  private InstanceRules() {}

  static void check(Service service, String id, Map<String, String> attributes) {
    require(
        id.length() <= MAX_ID_LENGTH && ID.matcher(id).matches(),
        "InstanceId must have 1 to 64 of the characters 0-9a-zA-Z_/:.@-: " + id);
    checkSizes(attributes);
    checkHealth(service, attributes);
    service.dnsRecords().keySet().forEach(type -> checkRecord(type, attributes));
    if (service.instances().size() >= MAX_INSTANCES && !service.instances().containsKey(id)) {
      throw new CloudMapError(
          "ResourceLimitExceeded",
          "The service " + service.id() + " already has " + MAX_INSTANCES + " instances");
    }
  }

  private static void checkSizes(Map<String, String> attributes) {
    int total = 0;
    int custom = 0;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      String key = attribute.getKey();
      String value = attribute.getValue();
      require(
          key.length() <= MAX_KEY_LENGTH && KEY.matcher(key).matches(),
          "An attribute's key must have 1 to 255 printable characters: " + key);
      require(
          value.length() <= MAX_VALUE_LENGTH && VALUE.matcher(value).matches(),
          "The value of " + key + " must have at most 1024 printable characters: " + value);
      total += key.length() + value.length();
      custom += key.startsWith("AWS_") ? 0 : 1;
    }
    require(custom <= MAX_CUSTOM_ATTRIBUTES, "At most 30 custom attributes, but got " + custom);
    require(total <= MAX_TOTAL_LENGTH, "At most 5000 characters of attributes, but got " + total);
  }

  private static void checkHealth(Service service, Map<String, String> attributes) {
    String initial = attributes.get(Instance.INITIAL_HEALTH);
    require(
        initial == null
            || (service.customHealth()
                && (initial.equals(Instance.HEALTHY) || initial.equals(Instance.UNHEALTHY))),
        Instance.INITIAL_HEALTH
            + " must be HEALTHY or UNHEALTHY, for a service with a HealthCheckCustomConfig");
  }

  private static void checkRecord(String type, Map<String, String> attributes) {
    boolean v4 = attributes.containsKey("AWS_INSTANCE_IPV4");
    boolean v6 = attributes.containsKey("AWS_INSTANCE_IPV6");
    boolean complete =
        switch (type) {
          case "A" -> v4;
          case "AAAA" -> v6;
          case "SRV" -> (v4 || v6) && attributes.containsKey("AWS_INSTANCE_PORT");
          default -> attributes.containsKey("AWS_INSTANCE_CNAME");
        };
    require(complete, "An attribute is missing that the service's " + type + " record needs");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw CloudMapError.invalid(otherwise);
    }
  }
}
