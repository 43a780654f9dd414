package dev.switchboard.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads IP addresses, and only those: never asks DNS. */
public final class IpAddress {

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F.:]*");

  private IpAddress() {}

  /**
   * Reads an IPv4 address in four decimal parts or an IPv6 address without brackets and scope.
   *
   * @throws IllegalArgumentException if {@code text} is anything else
   */
  public static InetAddress parse(String text) {
    boolean ipv4 = IPV4.matcher(text).matches();
    if (ipv4 || IPV6.matcher(text).matches()) {
      try {
        // getByAddress forgets the text, so the address prints and compares as a bare IP.
        return InetAddress.getByAddress(
            ipv4 ? ipv4Bytes(text) : InetAddress.getByName(text).getAddress());
      } catch (UnknownHostException | NumberFormatException e) {
        throw malformed(text);
      }
    }
    throw malformed(text);
  }

  private static byte[] ipv4Bytes(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int part = Integer.parseInt(parts[i]);
      if (part > 255) {
        throw new NumberFormatException(parts[i]);
      }
      bytes[i] = (byte) part;
    }
    return bytes;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "\"" + Printable.of(text) + "\" is no IP address. Write one such as 10.0.1.5 or fd00::5.");
  }
}
