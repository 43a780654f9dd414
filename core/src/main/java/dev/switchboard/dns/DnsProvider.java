package dev.switchboard.dns;

import dev.switchboard.config.Section;
import dev.switchboard.config.Value;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.ResolverProvider;
import java.util.List;

/**
 * {@code {"dns": {"domain": "prod.internal", "records": "srv", "ttlCeiling": "10s"}}}: a {@link
 * DnsResolver}, and a {@link DnsPolicy} by its components.
 */
public final class DnsProvider implements ResolverProvider {

  private static final String ADDRESSES = "addresses";
  private static final String SRV = "srv";
  private static final int USUAL_PORT = 53;

  /** For {@link java.util.ServiceLoader}. */
  public DnsProvider() {}

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public Resolver create(Value settings, Scope scope) {
    Section section = settings.section();
    String domain = section.required("domain").string();
    DnsResolver.Builder builder =
        settings
            .checked(() -> DnsResolver.builder(domain))
            .policy(section.record(DnsPolicy.defaults()));
    section.find("records").ifPresent(records -> kind(records, builder));
    section.find("port").ifPresent(port -> port.checked(() -> port(section, port, builder)));
    section.list("servers").forEach(server -> server(server.section(), builder));
    section.done();
    try {
      return settings.checked(builder::build);
    } catch (IllegalStateException e) { // dnsjava is missing
      throw settings.error(String.valueOf(e.getMessage()));
    }
  }

  private static void kind(Value records, DnsResolver.Builder builder) {
    switch (records.string()) {
      case SRV -> builder.srv();
      case ADDRESSES -> {}
      default ->
          throw records.unknown("kind of records", records.string(), List.of(ADDRESSES, SRV));
    }
  }

  private static DnsResolver.Builder port(
      Section section, Value port, DnsResolver.Builder builder) {
    if (section.string("records", ADDRESSES).equals(SRV)) {
      throw port.error("SRV records name the ports; leave it out");
    }
    return builder.addresses(port.integer());
  }

  private static void server(Section server, DnsResolver.Builder builder) {
    Value address = server.required("address");
    int port = server.integer("port", USUAL_PORT);
    address.checked(() -> builder.server(address.string(), port));
    server.done();
  }
}
