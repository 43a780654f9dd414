package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Divides calls among groups of endpoints.
 *
 * @param routes which calls go to which endpoints
 * @param inner how they are spread over those
 */
record Split(List<Route> routes, Balancer inner) implements Balancer {

  /** The endpoints of a route, those in use and all. */
  private record Group(Route route, Predicate<Endpoint> owns, List<Pick> picks, Context context) {}

  Split {
    routes = List.copyOf(routes);
    if (routes.isEmpty()) {
      throw new IllegalArgumentException("a split needs at least one route");
    }
    for (Route route : routes) {
      if (route.strict() && route.when().isEmpty()) {
        throw new IllegalArgumentException(
            "the route to "
                + (route.to().isEmpty() ? "the rest" : Printable.of(route.to().toString()))
                + " is strict and has no condition; what comes by weight can go elsewhere: leave"
                + " out strict, or say when");
      }
    }
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
    Map<Object, Pick> members = new LinkedHashMap<>();
    for (Group group : groups(eligible, context)) {
      group.picks().forEach(pick -> members.put(pick.stats(), pick));
    }
    return List.copyOf(members.values());
  }

  /** One for each route that may get calls, and at least one by weight that has endpoints. */
  private List<Group> groups(List<Pick> eligible, Context context) {
    List<Group> groups = new ArrayList<>();
    boolean anyByWeight = false;
    for (Route route : routes) {
      Group group = group(route, endpoint -> leadsTo(route, endpoint), eligible, context);
      if (!route.when().isEmpty()) {
        groups.add(group);
      } else if (route.weight() > 0) {
        groups.add(group);
        anyByWeight |= !group.picks().isEmpty();
      }
    }
    if (!anyByWeight) {
      Route rest = Route.toRest();
      Group others = group(rest, endpoint -> leadsTo(rest, endpoint), eligible, context);
      groups.add(
          others.picks().isEmpty() ? group(rest, endpoint -> true, eligible, context) : others);
    }
    return groups;
  }

  /** A strict route has only those: ones that are out are better than none. */
  private Group group(Route route, Predicate<Endpoint> owns, List<Pick> eligible, Context context) {
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

  private boolean leadsTo(Route route, Endpoint endpoint) {
    return route.to().isEmpty()
        ? routes.stream().noneMatch(other -> !other.to().isEmpty() && other.names(endpoint))
        : route.names(endpoint);
  }
}
