package dev.switchboard.dns;

import dev.switchboard.endpoint.Printable;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Reads domain names. */
final class DnsNames {

  private DnsNames() {}

  /**
   * The name, which is complete as it is.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Name parse(String text) {
    try {
      return Name.fromString(text + ".");
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "\""
              + Printable.of(text)
              + "\" is no domain name: "
              + Printable.of(String.valueOf(e.getMessage()))
              + ". Write one such as orders.prod.internal",
          e);
    }
  }
}
