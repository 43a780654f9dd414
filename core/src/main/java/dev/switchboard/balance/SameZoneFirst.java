package dev.switchboard.balance;

import dev.switchboard.endpoint.Locality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps calls in the caller's zone as far as the zone's endpoints can bear it, and spreads the rest
 * over the zones that have capacity to spare. Envoy's rule (zone aware routing):
 *
 * <p>Let each zone have a share of the callers and one of the endpoints, by weight. A caller whose
 * zone has at least as large a share of the endpoints stays in it. Otherwise it stays with the
 * probability {@code endpoints / callers}, and goes else to the other zones in proportion to {@code
 * max(0, endpoints - callers)}. If all callers of a service do so, every endpoint bears the same.
 *
 * @param inner how attempts are spread within a zone
 */
record SameZoneFirst(Balancer inner) implements Around {

  /** Service Connect's floor: with fewer endpoints per zone one failure would tilt the load. */
  private static final int MIN_PER_ZONE = 2;

  SameZoneFirst {
    Objects.requireNonNull(inner, "inner");
    Around.refuse(
        Split.class,
        inner,
        "a split cannot be within sameZoneFirst, where its routes would be those of one zone; put"
            + " it around: split(routes, sameZoneFirst(...))");
  }

  @Override
  public Picker picker(List<Pick> eligible, Context context) {
    Locality here = context.locality();
    Map<String, List<Pick>> zones = zones(eligible);
    if (!isEnough(zones, eligible.size(), here)) {
      return inner.picker(eligible, context);
    }
    Map<String, List<Pick>> pools = zones(context.pool());
    List<Parts.Part> parts = new ArrayList<>();
    shares(zones, here)
        .forEach(
            (zone, share) -> {
              if (share > 0) {
                Context inside = context.withPool(pools.getOrDefault(zone, List.of()));
                List<Pick> picks = zones.getOrDefault(zone, List.of());
                parts.add(new Parts.Part(inner.picker(picks, inside), share));
              }
            });
    return parts.size() == 1 ? parts.get(0).picker() : new Parts(parts, context);
  }

  @Override
  public List<Pick> members(List<Pick> eligible, Context context) {
    Map<String, List<Pick>> zones = zones(eligible);
    return isEnough(zones, eligible.size(), context.locality())
        ? zones.values().stream().flatMap(zone -> inner.members(zone, context).stream()).toList()
        : inner.members(eligible, context);
  }

  private static Map<String, List<Pick>> zones(List<Pick> eligible) {
    return eligible.stream()
        .collect(
            Collectors.groupingBy(
                pick -> pick.endpoint().zone(), TreeMap::new, Collectors.toList()));
  }

  private static boolean isEnough(Map<String, List<Pick>> zones, int endpoints, Locality here) {
    return zones.containsKey(here.zone())
        && !zones.containsKey("")
        && endpoints >= MIN_PER_ZONE * zones.size();
  }

  /** How much of this caller's traffic goes to each zone. */
  private static Map<String, Double> shares(Map<String, List<Pick>> zones, Locality here) {
    double total = zones.values().stream().mapToDouble(SameZoneFirst::weight).sum();
    Map<String, Double> spare = new TreeMap<>();
    double own = 1;
    for (Map.Entry<String, List<Pick>> zone : zones.entrySet()) {
      double endpoints = weight(zone.getValue()) / total;
      double callers = callers(zone.getKey(), zones.size(), here);
      if (zone.getKey().equals(here.zone())) {
        own = callers <= endpoints ? 1 : endpoints / callers;
      } else {
        spare.put(zone.getKey(), Math.max(0, endpoints - callers));
      }
    }
    double allSpare = spare.values().stream().mapToDouble(Double::doubleValue).sum();
    double away = allSpare == 0 ? 0 : (1 - own) / allSpare;
    Map<String, Double> shares = new TreeMap<>();
    spare.forEach((zone, part) -> shares.put(zone, part * away));
    shares.put(here.zone(), allSpare == 0 ? 1 : own);
    return shares;
  }

  /** Which share of the callers is in a zone; the same in each if nothing is known. */
  private static double callers(String zone, int zones, Locality here) {
    int all = here.callers().values().stream().mapToInt(Integer::intValue).sum();
    return all == 0 ? 1.0 / zones : (double) here.callers().getOrDefault(zone, 0) / all;
  }

  private static double weight(List<Pick> picks) {
    return picks.stream().mapToDouble(Pick::weight).sum();
  }
}
