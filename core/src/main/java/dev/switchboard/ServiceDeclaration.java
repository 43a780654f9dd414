package dev.switchboard;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.file.ServiceEntry;
import java.time.Duration;
import java.util.Optional;

/**
 * One of a document's {@code services}: its names and what it changes of the defaults. Also reads
 * the defaults, which have the same keys but for those of a service.
 */
final class ServiceDeclaration {

  private final Value value;
  private final ServiceEntry entry;

  private ServiceDeclaration(Value value, ServiceEntry entry) {
    this.value = value;
    this.entry = entry;
  }

  /** Checks it, as far as it can be without the defaults. */
  static ServiceDeclaration read(Value value, Optional<String> namespace, Notes notes) {
    Section section = value.section();
    ServiceEntry entry = ServiceEntry.read(section, namespace);
    change(section, AliasPolicy.defaults());
    notes.service(section, entry);
    section.done();
    return new ServiceDeclaration(value, entry);
  }

  ServiceEntry entry() {
    return entry;
  }

  /** Where it stands, for errors. */
  Value value() {
    return value;
  }

  /** The policy of its aliases, from that of all. */
  AliasPolicy over(AliasPolicy defaults) {
    return change(value.section(), defaults).withService(entry.name());
  }

  private static AliasPolicy change(Section section, AliasPolicy base) {
    AliasPolicy changed = section(section, base);
    return section
        .section("timeout")
        .map(timeout -> changed.withCall(call -> timed(section, timeout, call)))
        .orElse(changed);
  }

  /** What {@code call}, {@code outlier} and {@code balancer} make of a policy. */
  static AliasPolicy section(Section section, AliasPolicy base) {
    Optional<Section> call = section.section("call");
    Optional<Section> outlier = section.section("outlier");
    AliasPolicy changed =
        base.withCall(policy -> call.map(c -> c.record(policy)).orElse(policy))
            .withOutlier(policy -> outlier.map(o -> o.record(policy)).orElse(policy));
    call.ifPresent(Section::done);
    outlier.ifPresent(Section::done);
    return section
        .find("balancer")
        .map(BalancerReader::read)
        .map(changed::withBalancer)
        .orElse(changed);
  }

  /** ECS's own words for the deadline and the idle timeout. */
  private static CallPolicy timed(Section section, Section timeout, CallPolicy policy) {
    Optional<Value> request = timeout.find("perRequestTimeoutSeconds");
    Optional<Value> idle = timeout.find("idleTimeoutSeconds");
    timeout.done();
    CallPolicy timed = policy;
    if (request.isPresent()) {
      Duration deadline = seconds(section, request.get(), "deadline", policy.deadline());
      timed = request.get().checked(() -> policy.withDeadline(deadline));
    }
    if (idle.isPresent()) {
      Duration time = seconds(section, idle.get(), "idleTimeout", policy.idleTimeout());
      CallPolicy before = timed;
      timed = idle.get().checked(() -> before.withIdleTimeout(time));
    }
    return timed;
  }

  private static Duration seconds(Section section, Value value, String key, Duration said) {
    Duration time = Duration.ofSeconds(value.integer());
    if (section.section("call").flatMap(call -> call.find(key)).isPresent() && !said.equals(time)) {
      throw value.error(
          "call." + key + " says " + said + ", and it is the same; leave one of them out");
    }
    return time;
  }
}
