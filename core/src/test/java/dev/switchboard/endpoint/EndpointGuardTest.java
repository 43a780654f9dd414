package dev.switchboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointGuardTest {

  private static final EndpointGuard GUARD = EndpointGuard.defaults();

  private static String refusal(EndpointGuard guard, String address) {
    return guard.refuses(IpAddress.parse(address)).orElse("");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.1.5",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "8.8.8.8",
        "240.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "255.255.255.254",
        "fd00::5",
        "fd00:ec1::1",
        "2001:db8::1",
        "64:ff9b::a00:105",
        "2002:a00:105::1"
      })
  void hostsMayBeCalled(String address) {
    assertThat(refusal(GUARD, address)).isEmpty();
    assertThat(refusal(GUARD.withLoopback(true), address)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.169.254,         link-local",
    "169.254.170.2,           link-local",
    "169.254.0.0,             link-local",
    "169.254.255.255,         link-local",
    "fe80::1,                 link-local",
    "fd00:ec2::254,           link-local",
    "fd00:ec2::253,           link-local",
    "0.0.0.0,                 no address of a host",
    "0.0.0.1,                 no address of a host",
    "::,                      no address of a host",
    "224.0.0.1,               many hosts",
    "239.255.255.255,         many hosts",
    "255.255.255.255,         many hosts",
    "ff02::1,                 many hosts",
    "::ffff:169.254.169.254,  link-local",
    "::169.254.169.254,       link-local",
    "64:ff9b::a9fe:a9fe,      link-local",
    "2002:a9fe:a9fe::1,       link-local",
    "64:ff9b:1::a9fe:a9fe,    link-local",
    "::ffff:0:a9fe:a9fe,      link-local",
    "64:ff9b::,               no address of a host",
  })
  void neverCalledWhateverIsAllowed(String address, String why) {
    EndpointGuard lax =
        GUARD.withLoopback(true).withAllowed(List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")));
    assertThat(refusal(GUARD, address)).contains(why).startsWith("has the address ");
    assertThat(refusal(lax, address)).contains(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.255.255.255", "::1", "64:ff9b::7f00:1"})
  void thisHostIsCalledIfAllowed(String address) {
    assertThat(refusal(GUARD, address)).contains("this host itself").contains("allowLoopback()");
    assertThat(refusal(GUARD.withLoopback(true), address)).isEmpty();
  }

  @Test
  void withRangesOnlyThoseMayBeCalled() {
    EndpointGuard vpc =
        GUARD.withAllowed(List.of(Cidr.parse("10.0.0.0/16"), Cidr.parse("fd00::/8")));
    assertThat(refusal(vpc, "10.0.255.1")).isEmpty();
    assertThat(refusal(vpc, "fd12::1")).isEmpty();
    assertThat(refusal(vpc, "10.1.0.1"))
        .isEqualTo(
            "has the address 10.1.0.1, which is in none of [10.0.0.0/16, fd00:0:0:0:0:0:0:0/8]");
  }
}
