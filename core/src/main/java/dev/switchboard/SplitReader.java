package dev.switchboard;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a traffic split of what a document says. */
final class SplitReader {

  private SplitReader() {}

  static Balancer read(Value parameters) {
    Section section = parameters.section();
    List<SplitRoute> routes = new ArrayList<>();
    for (Value route : section.required("routes").list()) {
      routes.add(route(route.section()));
    }
    Balancer inner = BalancerReader.read(section.required("balancer"));
    section.done();
    return parameters.checked(() -> Balancer.split(routes, inner));
  }

  private static SplitRoute route(Section section) {
    SplitRoute target = SplitRoute.to(strings(section, "to"));
    Optional<Value> weight = section.find("weight");
    Optional<Value> strict = section.find("strict");
    Map<String, String> when = strings(section, "when");
    section.done();
    if (when.isEmpty()) {
      strict.ifPresent(
          value -> {
            throw value.error(
                "only a route with \"when\" can be strict; leave it out, or say when");
          });
      return weight
          .map(value -> value.checked(() -> target.withWeight(value.integer())))
          .orElse(target);
    }
    weight.ifPresent(
        value -> {
          throw value.error("a route with \"when\" gets all such calls; leave its weight out");
        });
    SplitRoute route = target.withStrict(strict.map(Value::flag).orElse(false));
    for (Map.Entry<String, String> condition : when.entrySet()) {
      route = route.withWhen(condition.getKey(), condition.getValue());
    }
    return route;
  }

  private static Map<String, String> strings(Section section, String key) {
    Map<String, String> strings = section.strings(key);
    if (strings.isEmpty()) {
      section
          .find(key)
          .ifPresent(
              value -> {
                throw value.error("this is empty; leave the key out for everything else");
              });
    }
    return strings;
  }
}
