package dev.switchboard.dns;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/** Finds the endpoints of one name. Blocks. */
final class DnsQuestions {

  /** As many as Cloud Map has instances in a service. */
  static final int MAX_ENDPOINTS = 1000;

  /** Each may take as long as the timeout; more is no bad target but a bad server. */
  private static final int MAX_FAILED_TARGETS = 3;

  /** Days are for people; TTLs beyond are garbled, and the ceiling is far below. */
  private static final long MAX_TTL_SECONDS = Duration.ofDays(7).toSeconds();

  private final DnsLookup lookup;
  private final Name name;
  private final DnsKind kind;

  // What one run has gathered so far.
  private final List<Resolution.Skipped> skipped = new ArrayList<>();
  private long ttlSeconds = MAX_TTL_SECONDS;

  private DnsQuestions(DnsLookup lookup, Name name, DnsKind kind) {
    this.lookup = lookup;
    this.name = name;
    this.kind = kind;
  }

  /**
   * What DNS says.
   *
   * @param ttl when to ask again
   */
  record Answer(Resolution resolution, Duration ttl) {}

  static Answer ask(DnsLookup lookup, Name name, DnsKind kind) throws DnsFailure {
    DnsQuestions questions = new DnsQuestions(lookup, name, kind);
    List<Endpoint> all = kind.isSrv() ? questions.services() : questions.addresses();
    List<Endpoint> endpoints = EndpointSet.of(all).asList();
    if (endpoints.size() > MAX_ENDPOINTS) {
      questions.skip(name, "lists " + endpoints.size() + "; only " + MAX_ENDPOINTS + " are used");
      endpoints = endpoints.subList(0, MAX_ENDPOINTS);
    }
    return new Answer(
        new Resolution(EndpointSet.of(endpoints), questions.skipped),
        Duration.ofSeconds(questions.ttlSeconds));
  }

  private List<Endpoint> addresses() throws DnsFailure {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Record address : addresses(name, List.of())) {
      endpoints.add(endpoint(address, kind.port()));
    }
    return endpoints;
  }

  /** RFC 2782: those of the lowest priority, unless none of them has an address. */
  private List<Endpoint> services() throws DnsFailure {
    DnsRecords found = existing(name, lookup.records(name, Type.SRV));
    TreeMap<Integer, List<SRVRecord>> byPriority = new TreeMap<>();
    for (Record record : found.records()) {
      SRVRecord service = (SRVRecord) record;
      byPriority.computeIfAbsent(service.getPriority(), p -> new ArrayList<>()).add(service);
    }
    int targets = 0;
    List<DnsFailure> failures = new ArrayList<>();
    for (List<SRVRecord> group : byPriority.values()) {
      List<Endpoint> endpoints = new ArrayList<>();
      boolean someHaveNoWeight = group.stream().anyMatch(service -> service.getWeight() == 0);
      group.sort(Comparator.comparing(SRVRecord::getTarget));
      for (SRVRecord service : group) {
        if (++targets > MAX_ENDPOINTS) {
          skip(name, "lists more than " + MAX_ENDPOINTS + " targets; the rest is not looked at");
          return endpoints;
        }
        try {
          endpoints.addAll(at(service, found, weight(service.getWeight(), someHaveNoWeight)));
        } catch (DnsFailure e) {
          failures.add(e);
          if (failures.size() > MAX_FAILED_TARGETS) {
            throw e;
          }
          skip(service.getTarget(), "is a target that cannot be looked up: " + e.getMessage());
        }
      }
      if (!endpoints.isEmpty()) {
        return endpoints;
      }
      if (!failures.isEmpty()) {
        throw failures.get(0); // it may have endpoints: no reason to use a lesser priority
      }
    }
    return List.of();
  }

  /**
   * Beside others a weight of 0 means a very small share (RFC 2782), where an endpoint's means
   * none: a tenth of what a weight of 1 gets.
   */
  private static int weight(int weight, boolean someHaveNone) {
    return someHaveNone ? Math.max(1, 10 * weight) : weight;
  }

  private List<Endpoint> at(SRVRecord service, DnsRecords found, int weight) throws DnsFailure {
    Name target = service.getTarget();
    if (target.equals(Name.root)) {
      skip(name, "says by the target \".\" that the service is not offered here");
      return List.of();
    }
    List<Record> given = found.beside(target, Type.A);
    List<Record> addresses =
        addresses(target, given.isEmpty() ? found.beside(target, Type.AAAA) : given);
    if (addresses.isEmpty()) {
      skip(target, "is a target without an address; add an A or AAAA record");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (Record address : addresses) {
      Endpoint endpoint = endpoint(address, service.getPort()).withWeight(weight);
      endpoints.add(addresses.size() == 1 ? endpoint.withId(printable(target)) : endpoint);
    }
    return endpoints;
  }

  /** IPv6 only where there is no IPv4: a task with both is still one endpoint. */
  private List<Record> addresses(Name host, List<Record> given) throws DnsFailure {
    if (!given.isEmpty()) {
      given.forEach(record -> ttlSeconds = Math.min(ttlSeconds, record.getTTL()));
      return given;
    }
    boolean isTarget = !host.equals(name);
    DnsRecords v4 = lookup.records(host, Type.A);
    DnsRecords found = v4.records().isEmpty() && v4.exists() ? lookup.records(host, Type.AAAA) : v4;
    return isTarget ? timed(found).records() : existing(host, found).records();
  }

  private DnsRecords timed(DnsRecords found) {
    ttlSeconds = Math.min(ttlSeconds, found.ttlSeconds());
    return found;
  }

  private DnsRecords existing(Name host, DnsRecords found) throws DnsFailure {
    if (found.exists()) {
      return timed(found);
    }
    throw new DnsFailure(
        Kind.UNKNOWN_SERVICE,
        "DNS knows no such name"
            + lookup.asked(host, kind.isSrv() ? Type.SRV : Type.A)
            + ". Check the spelling and the domain, or name the service of this alias:"
            + " .alias(\"host:port\", a -> a.withService(\"name\")). If this host is none of this"
            + " domain's, declare the aliases and add .onlyDeclaredAliases()");
  }

  private static Endpoint endpoint(Record record, int port) {
    String ip =
        record instanceof ARecord a
            ? a.getAddress().getHostAddress()
            : ((AAAARecord) record).getAddress().getHostAddress();
    return Endpoint.of(ip, port);
  }

  private void skip(Name what, String reason) {
    skipped.add(new Resolution.Skipped(printable(what), reason));
  }

  private static String printable(Name host) {
    return Printable.of(host.toString(true));
  }
}
