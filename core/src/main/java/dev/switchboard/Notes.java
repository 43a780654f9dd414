package dev.switchboard;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.file.ServiceEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects what a document says without effect: what ECS tells its sidecar and a library in the
 * calling process has no use for.
 */
final class Notes {

  private final List<String> notes = new ArrayList<>();

  List<String> asList() {
    return List.copyOf(notes);
  }

  /** The document's own keys. */
  void document(Section root) {
    root.find("logConfiguration")
        .ifPresent(v -> add(v, "it is for the container that Switchboard does without"));
    root.find("accessLogConfiguration")
        .ifPresent(v -> add(v, "calls are told as events, see Switchboard.Builder.listener"));
  }

  /** The keys of a service. */
  void service(Section section, ServiceEntry entry) {
    section
        .find("ingressPortOverride")
        .ifPresent(v -> add(v, "endpoints are called at the port they are registered with"));
    section
        .find("tls")
        .ifPresent(v -> add(v, "it is between sidecars; the library that calls does its own TLS"));
    section.list("clientAliases").stream()
        .flatMap(alias -> alias.section().find("testTrafficRules").stream())
        .forEach(v -> add(v, "which revision a task belongs to is not registered"));
    if (entry.aliases().isEmpty()) {
      for (String key : List.of("call", "outlier", "balancer", "timeout")) {
        section.find(key).ifPresent(v -> add(v, "the service has no clientAliases to apply it to"));
      }
    }
  }

  /** The endpoints of a service, where nobody reads them. */
  void endpoints(Section section, Optional<Value> resolver) {
    if (resolver.isEmpty()) {
      section
          .find("endpoints")
          .ifPresent(v -> add(v, "they are read with \"resolver\": {\"file\": {}}"));
    }
  }

  private void add(Value value, String why) {
    notes.add(value.at() + ": " + value.path() + ": without effect here: " + why);
  }
}
