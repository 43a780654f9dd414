package dev.switchboard.dns;

import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * What one message says of one name.
 *
 * @param end the name itself, or where its aliases (CNAME) lead as far as the message knows
 * @param records those asked for, at {@code end}
 * @param beside what the server added without being asked
 * @param ttlSeconds for how long that is good: the shortest time of all records it rests on
 * @param exists whether there is such a name at all
 */
record DnsRecords(
    Name end, List<Record> records, List<Record> beside, long ttlSeconds, boolean exists) {

  /** Real chains have two or three; a circle has no end. */
  private static final int MAX_ALIASES = 8;

  /** The records of a type at a name, or why there are none. */
  static DnsRecords of(Message message, Name name, int type) {
    List<Record> answer = message.getSection(Section.ANSWER);
    List<Record> beside = message.getSection(Section.ADDITIONAL);
    long ttl = Long.MAX_VALUE;
    Name at = name;
    for (int i = 0; i <= MAX_ALIASES; i++) {
      List<Record> found = at(at, type, answer).toList();
      if (!found.isEmpty()) {
        return new DnsRecords(at, found, beside, Math.min(ttl, shortest(found)), true);
      }
      List<Record> alias = at(at, Type.CNAME, answer).limit(1).toList();
      if (alias.isEmpty()) {
        break;
      }
      ttl = Math.min(ttl, shortest(alias));
      at = ((CNAMERecord) alias.get(0)).getTarget();
    }
    boolean exists = message.getRcode() != Rcode.NXDOMAIN;
    return new DnsRecords(at, List.of(), beside, Math.min(ttl, ttlOfNothing(message)), exists);
  }

  private static Stream<Record> at(Name name, int type, List<Record> records) {
    return records.stream()
        .filter(r -> r.getType() == type && r.getDClass() == DClass.IN && r.getName().equals(name));
  }

  private static long shortest(List<Record> records) {
    return records.stream().mapToLong(Record::getTTL).min().orElse(Long.MAX_VALUE);
  }

  /** RFC 2308: the lesser of the SOA's own time and the minimum written in it. */
  private static long ttlOfNothing(Message message) {
    return message.getSection(Section.AUTHORITY).stream()
        .filter(SOARecord.class::isInstance)
        .mapToLong(soa -> Math.min(soa.getTTL(), ((SOARecord) soa).getMinimum()))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** What the server added about a name. */
  List<Record> beside(Name name, int type) {
    return at(name, type, beside).toList();
  }

  DnsRecords withTtlOf(long otherSeconds) {
    return new DnsRecords(end, records, beside, Math.min(ttlSeconds, otherSeconds), exists);
  }
}
