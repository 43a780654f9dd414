package dev.switchboard.dns;

import dev.switchboard.endpoint.IpAddress;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds endpoints in one domain of DNS: a headless service of Kubernetes, Consul, ECS service
 * discovery of up to eight tasks. Claims every host without a dot but {@code localhost}, and every
 * host that ends in {@code .<domain>}; the service {@code orders} is the name {@code
 * orders.<domain>}.
 *
 * <pre>{@code
 * DnsResolver.srv("prod.internal")
 * }</pre>
 *
 * <p>SRV records name ports and weights; of several priorities the lowest is used that has an
 * endpoint. By address the port is given, or is the alias's own; IPv6 addresses (AAAA) are used
 * where there is no IPv4 address (A), so that a task with both is one endpoint. Aliases (CNAME) are
 * followed. At most 1,000 endpoints of a service are used.
 *
 * <p>What an answer does not list is not called any more, so the server must list all. Route 53
 * lists at most eight of an AWS Cloud Map service, chosen anew for each question, and only one if
 * its routing policy is WEIGHTED: use {@code CloudMapResolver} for those.
 *
 * <p>A name that does not exist is an unknown service. One that exists and has no such records has
 * no endpoint, which is believed as any resolver's empty answer. Answers are asked for again by
 * their TTL, see {@link DnsPolicy}.
 *
 * <p>Needs {@code dnsjava:dnsjava}, which does not come with Switchboard. dnsjava keeps one daemon
 * thread for all sockets of the process.
 */
public final class DnsResolver implements Resolver {

  // No class of dnsjava is named here: without it this one must load, to say that it is missing.

  private final String domain;
  private final String suffix;
  private final DnsKind kind;
  private final DnsPolicy policy;
  private final DnsLookup lookup;
  private final Set<DnsPoller> pollers = ConcurrentHashMap.newKeySet();

  private DnsResolver(Builder builder) {
    this.domain = builder.domain;
    this.suffix = "." + domain;
    this.kind = builder.kind;
    this.policy = builder.policy;
    DnsServers all = DnsServers.of(builder.servers, policy.timeout());
    this.lookup = new DnsLookup(all::ask, all.toString());
  }

  /**
   * A resolver by SRV records, with everything else as is usual.
   *
   * @throws IllegalArgumentException if {@code domain} is no domain name
   * @throws IllegalStateException if dnsjava is missing
   */
  public static DnsResolver srv(String domain) {
    return builder(domain).srv().build();
  }

  /**
   * A resolver by address, at the alias's own port, with everything else as is usual.
   *
   * @throws IllegalArgumentException if {@code domain} is no domain name
   * @throws IllegalStateException if dnsjava is missing
   */
  public static DnsResolver addresses(String domain) {
    return builder(domain).build();
  }

  /**
   * Begins a resolver for one domain, by address and at the alias's own port.
   *
   * @param domain such as {@code prod.internal}
   */
  public static Builder builder(String domain) {
    return new Builder(domain);
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    if (host.endsWith(suffix) && host.length() > suffix.length()) {
      return Optional.of(new Service(domain, host.substring(0, host.length() - suffix.length())));
    }
    return host.indexOf('.') < 0 && !host.equals("localhost")
        ? Optional.of(new Service(domain, host))
        : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it makes no domain name: a part is empty or longer than 63
   *     characters, or all are longer than 255
   */
  @Override
  public Service service(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    DnsNames.parse(lower + suffix);
    return new Service(domain, lower);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    String name = service.name() + suffix;
    DnsPoller poller =
        new DnsPoller(
            () -> DnsQuestions.ask(lookup, DnsNames.parse(name), kind),
            observer,
            context,
            policy,
            pollers::remove);
    pollers.add(poller);
    poller.start();
    return poller;
  }

  @Override
  public void close() {
    pollers.forEach(DnsPoller::close);
  }

  /** Puts a {@link DnsResolver} together. */
  public static final class Builder {

    private final String domain;
    private final List<InetSocketAddress> servers = new ArrayList<>();
    private DnsKind kind = new DnsKind(false, 0);
    private DnsPolicy policy = DnsPolicy.defaults();

    private Builder(String domain) {
      if (domain.isBlank()) {
        throw new IllegalArgumentException(
            "the domain is empty; write one such as \"prod.internal\"");
      }
      String lower = domain.toLowerCase(Locale.ROOT);
      this.domain = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** By SRV records, with their ports and weights. */
    public Builder srv() {
      kind = new DnsKind(true, 0);
      return this;
    }

    /**
     * By address, at this port; 0 for the alias's own, which is the default.
     *
     * @throws IllegalArgumentException if {@code port} is outside 0 to 65535
     */
    public Builder addresses(int port) {
      requirePort(port, 0);
      kind = new DnsKind(false, port);
      return this;
    }

    /**
     * A server to ask, after those named before. Default: the system's, as dnsjava finds them when
     * the resolver is built.
     *
     * @param ip its address, no name
     * @param port 1 to 65535, usually 53
     * @throws IllegalArgumentException if {@code ip} is no IP address or {@code port} out of range
     */
    public Builder server(String ip, int port) {
      requirePort(port, 1);
      servers.add(new InetSocketAddress(IpAddress.parse(ip), port));
      return this;
    }

    private static void requirePort(int port, int min) {
      if (port < min || port > 65535) {
        throw new IllegalArgumentException(
            "the port must be between " + min + " and 65535, but is " + port);
      }
    }

    /** How often DNS is asked. */
    public Builder policy(DnsPolicy newPolicy) {
      policy = newPolicy;
      return this;
    }

    /**
     * The resolver.
     *
     * @throws IllegalArgumentException if the domain is none
     * @throws IllegalStateException if dnsjava is missing
     */
    public DnsResolver build() {
      try {
        DnsNames.parse(domain);
        return new DnsResolver(this);
      } catch (NoClassDefFoundError e) {
        throw new IllegalStateException(
            "a DnsResolver needs dnsjava; add the dependency dnsjava:dnsjava (3.6 or newer)", e);
      }
    }
  }
}
