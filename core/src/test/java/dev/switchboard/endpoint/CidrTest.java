package dev.switchboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,     10.255.255.255, true",
    "10.0.0.0/8,     11.0.0.0,       false",
    "10.0.1.128/25,  10.0.1.128,     true",
    "10.0.1.128/25,  10.0.1.127,     false",
    "10.0.1.5/32,    10.0.1.5,       true",
    "10.0.1.5/32,    10.0.1.4,       false",
    "0.0.0.0/0,      200.1.2.3,      true",
    "0.0.0.0/0,      fd00::5,        false",
    "fd00::/8,       fdff::1,        true",
    "fd00::/8,       fe00::1,        false",
    "::/0,           10.0.0.1,       false",
  })
  void anAddressIsWithinOrNot(String range, String address, boolean within) {
    assertThat(Cidr.parse(range).contains(IpAddress.parse(address))).isEqualTo(within);
    assertThat(Cidr.parse(Cidr.parse(range).toString())).isEqualTo(Cidr.parse(range));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0,        there is no prefix length",
    "10.0.0.0/,       there is no prefix length",
    "10.0.0.0/-1,     there is no prefix length",
    "10.0.0.0/33,     the prefix must be between 0 and 32",
    "fd00::/129,      the prefix must be between 0 and 128",
    "10.0.0.1/8,      the address has bits after the prefix",
    "orders/8,        is no IP address",
  })
  void anythingElseIsNoRange(String text, String why) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
