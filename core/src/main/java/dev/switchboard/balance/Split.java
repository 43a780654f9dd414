package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Divides calls among groups of endpoints.
 *
 * @param routes which calls go to which endpoints
 * @param inner how they are spread over those
 */
record Split(List<SplitRoute> routes, Balancer inner) implements Around {

  /** The endpoints of a route, those in use and all. */
  private record Group(
      SplitRoute route, Predicate<Endpoint> owns, List<Pick> picks, Context context) {}

  Split {
    routes = List.copyOf(routes);
    Objects.requireNonNull(inner, "inner");
    Around.refuse(Split.class, inner, "a split cannot be within a split; write all routes in one");
    if (routes.isEmpty()) {
      throw new IllegalArgumentException("a split needs at least one route");
    }
    Set<List<?>> seen = new HashSet<>();
    for (SplitRoute route : routes) {
      if (route.strict() && route.when().isEmpty()) {
        throw wrong(
            route,
            "is strict and has no condition; what comes by weight can go elsewhere: leave out"
                + " strict, or say when");
      } else if (!route.when().isEmpty() && route.weight() != 1) {
        throw wrong(
            route,
            "has a condition, and gets all such calls; leave its weight of "
                + route.weight()
                + " out");
      } else if (!seen.add(List.of(route.to(), route.when()))) {
        throw wrong(route, "is there twice; leave one out, and add up what they weigh");
      }
    }
  }

  private static IllegalArgumentException wrong(SplitRoute route, String why) {
    String target = route.to().isEmpty() ? "the rest" : route.target();
    return new IllegalArgumentException("the route to " + target + " " + why);
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    List<SplitPicker.Target> conditional = new ArrayList<>();
    List<SplitPicker.Target> weighted = new ArrayList<>();
    for (Group group : groups(eligible, context)) {
      List<Pick> picks = group.picks();
      Picker picker = picks.isEmpty() ? null : inner.picker(picks, group.context());
      (group.route().when().isEmpty() ? weighted : conditional)
          .add(new SplitPicker.Target(group.route(), group.owns(), picks, picker));
    }
    return new SplitPicker(conditional, weighted, context.randomness());
  }

  @Override
  public List<Pick> members(List<Pick> eligible, Context context) {
    Map<EndpointStats, Pick> members = new LinkedHashMap<>();
    for (Group group : groups(eligible, context)) {
      group.picks().forEach(pick -> members.put(pick.stats(), pick));
    }
    return List.copyOf(members.values());
  }

  /** Calls without keys go by weight, so that many connections are for each route. */
  @Override
  public List<Pick> connectable(List<Pick> eligible, Context context) {
    Map<EndpointStats, Pick> all = new LinkedHashMap<>();
    for (Group group : groups(eligible, context)) {
      if (group.route().when().isEmpty() && !group.picks().isEmpty()) {
        List<Pick> picks = inner.connectable(group.picks(), group.context());
        double each = group.route().weight() / picks.stream().mapToDouble(Pick::weight).sum();
        for (Pick pick : picks) {
          all.merge(
              pick.stats(),
              pick.withWeight(pick.weight() * each),
              (one, more) -> one.withWeight(one.weight() + more.weight()));
        }
      }
    }
    return List.copyOf(all.values());
  }

  @Override
  public String problem(List<Pick> pool) {
    return routes.stream()
        .filter(route -> pool.stream().noneMatch(pick -> leadsTo(route, pick.endpoint())))
        .filter(route -> !pool.isEmpty() && !route.to().isEmpty())
        .map(route -> "no endpoint has " + route.target() + ", where a route of the split leads")
        .findFirst()
        .orElseGet(() -> inner.problem(pool));
  }

  /** One for each route that may get calls, and at least one by weight that has endpoints. */
  private List<Group> groups(List<Pick> eligible, Context context) {
    List<Group> groups = new ArrayList<>();
    boolean anyByWeight = false;
    for (SplitRoute route : routes) {
      Group group = group(route, endpoint -> leadsTo(route, endpoint), eligible, context);
      if (!route.when().isEmpty()) {
        groups.add(group);
      } else if (route.weight() > 0) {
        groups.add(group);
        anyByWeight |= !group.picks().isEmpty();
      }
    }
    if (!anyByWeight) {
      SplitRoute rest = SplitRoute.toRest();
      Group others = group(rest, endpoint -> leadsTo(rest, endpoint), eligible, context);
      groups.add(
          others.picks().isEmpty() ? group(rest, endpoint -> true, eligible, context) : others);
    }
    return groups;
  }

  /** A strict route has only those: ones that are out are better than none. */
  private Group group(
      SplitRoute route, Predicate<Endpoint> owns, List<Pick> eligible, Context context) {
    List<Pick> pool = owned(context.pool(), owns);
    List<Pick> inUse = owned(eligible, owns);
    List<Pick> usable = inUse.isEmpty() && route.strict() ? pool : inUse;
    Context inside = context.withPool(pool);
    return new Group(
        route, owns, usable.isEmpty() ? usable : inner.members(usable, inside), inside);
  }

  private static List<Pick> owned(List<Pick> picks, Predicate<Endpoint> owns) {
    return picks.stream().filter(pick -> owns.test(pick.endpoint())).toList();
  }

  private boolean leadsTo(SplitRoute route, Endpoint endpoint) {
    return route.to().isEmpty()
        ? routes.stream().noneMatch(other -> !other.to().isEmpty() && other.names(endpoint))
        : route.names(endpoint);
  }
}
