package dev.switchboard.endpoint;

import java.net.InetAddress;

/**
 * A range of IP addresses, such as {@code 10.0.0.0/8} or {@code fd00::/8}.
 *
 * @param network its first address
 * @param prefix how many leading bits all addresses share, 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(InetAddress network, int prefix) {

  /**
   * Checks the bits.
   *
   * @throws IllegalArgumentException if {@code prefix} is too long, or {@code network} has bits
   *     beyond it
   */
  public Cidr {
    if (prefix < 0 || prefix > network.getAddress().length * 8) {
      throw malformed(
          network.getHostAddress() + "/" + prefix,
          "the prefix must be between 0 and " + network.getAddress().length * 8);
    }
    for (int bit = prefix; bit < network.getAddress().length * 8; bit++) {
      if (bit(network.getAddress(), bit)) {
        throw malformed(
            network.getHostAddress() + "/" + prefix, "the address has bits after the prefix");
      }
    }
  }

  /**
   * Reads {@code address/prefix}.
   *
   * @throws IllegalArgumentException if {@code text} is anything else, or the address has bits
   *     beyond the prefix
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String digits = text.substring(slash + 1);
    if (slash < 0 || !digits.matches("[0-9]{1,3}")) {
      throw malformed(text, "there is no prefix length");
    }
    return new Cidr(IpAddress.parse(text.substring(0, slash)), Integer.parseInt(digits));
  }

  /** Whether the address is one of them. An IPv4 range has no IPv6 address and the reverse. */
  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(mine, bit) != bit(other, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int index) {
    return (bytes[index / 8] & (0x80 >> (index % 8))) != 0;
  }

  private static IllegalArgumentException malformed(String text, String why) {
    return new IllegalArgumentException(
        "\""
            + Printable.of(text)
            + "\" is no range of addresses: "
            + why
            + ". Write one such as 10.0.0.0/8 or fd00::/8.");
  }

  /** {@code address/prefix}. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }
}
