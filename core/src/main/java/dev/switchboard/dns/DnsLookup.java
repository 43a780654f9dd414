package dev.switchboard.dns;

import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.ResolutionError.Kind;
import java.io.IOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Asks for the records of a name and says what a failure means. Blocks. */
final class DnsLookup {

  /** A server that does not follow aliases itself answers with one at a time. */
  private static final int MAX_QUESTIONS = 8;

  private final DnsServers.Exchange servers;
  private final String where;

  /**
   * Asks {@code servers}.
   *
   * @param where how messages name them
   */
  DnsLookup(DnsServers.Exchange servers, String where) {
    this.servers = servers;
    this.where = where;
  }

  /** What there is; that there is none is an answer too. */
  DnsRecords records(Name name, int type) throws DnsFailure {
    Name at = name;
    long ttl = Long.MAX_VALUE;
    for (int i = 0; i < MAX_QUESTIONS; i++) {
      DnsRecords records = DnsRecords.of(ask(at, type), at, type);
      ttl = Math.min(ttl, records.ttlSeconds());
      if (!records.records().isEmpty() || !records.exists() || records.end().equals(at)) {
        return records.withTtlOf(ttl);
      }
      at = records.end();
    }
    throw new DnsFailure(
        Kind.UNAVAILABLE,
        "DNS leads from alias to alias and to no end"
            + asked(name, type)
            + ". Look for a circle of CNAME records");
  }

  private Message ask(Name name, int type) throws DnsFailure {
    Message answer;
    try {
      answer = servers.ask(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    } catch (IOException e) {
      throw new DnsFailure(
          Kind.UNAVAILABLE,
          "DNS did not answer: "
              + Printable.of(String.valueOf(e.getMessage()))
              + asked(name, type)
              + ". Check that the server is reachable from here over UDP and TCP");
    }
    int code = answer.getRcode();
    if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
      return answer;
    }
    throw new DnsFailure(
        Kind.UNAVAILABLE,
        "DNS answered "
            + Rcode.string(code)
            + asked(name, type)
            + switch (code) {
              case Rcode.SERVFAIL -> ". What the server itself asks may be down; see its log";
              case Rcode.REFUSED -> ". The server does not serve this network or this domain";
              default -> ". Such a server cannot be used; name another with .server(...)";
            });
  }

  /** For the end of a message. */
  String asked(Name name, int type) {
    return " (asked "
        + where
        + " for "
        + Type.string(type)
        + " of "
        + Printable.of(name.toString(true))
        + ")";
  }
}
