package dev.switchboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);

  @Test
  void printsItsAddress() {
    assertThat(A).hasToString("10.0.0.1:80");
    assertThat(Endpoint.of("fd00::5", 80)).hasToString("[fd00:0:0:0:0:0:0:5]:80");
    assertThat(Endpoint.of("::ffff:10.0.0.1", 80)).isEqualTo(A);
  }

  @Test
  void withersChangeOneThing() {
    Endpoint all =
        A.withId("x")
            .withPort(81)
            .withZone("eu-west-1a")
            .withWeight(0)
            .withAttributes(Map.of("k", "v"));
    assertThat(all)
        .isEqualTo(new Endpoint("x", A.address(), 81, "eu-west-1a", 0, Map.of("k", "v")));
    assertThatThrownBy(() -> A.withWeight(-1)).hasMessageContaining("between 0 and 1000000");
    assertThatThrownBy(() -> A.withWeight(1_000_001)).hasMessageContaining("but is 1000001");
    assertThatThrownBy(() -> A.withPort(65536)).hasMessageContaining("between 0 and 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "10.0.0",
        "10.0.0.256",
        "1.2.3.4.5",
        "10.0.0.1 ",
        "0x7f.0.0.1",
        ":",
        "1:2",
        "fe80::1%eth0",
        "[::1]",
        "10.0.0.1\n",
        "\u0661.1.1.1"
      })
  void onlyAddressesAreAddresses(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no IP address");
  }

  @Test
  void aSetHasNoAddressTwiceAndAnOrderOfItsOwn() {
    EndpointSet set = EndpointSet.of(B, A.withId("z"), A.withId("b"));
    assertThat(set.asList()).containsExactly(A.withId("b"), B);
    assertThat(set).isEqualTo(EndpointSet.of(A.withId("b"), B)).hasSameHashCodeAs(set.asList());
    assertThat(set.minus(EndpointSet.of(A.withId("b"))).asList()).containsExactly(B);
    assertThat(set.minus(EndpointSet.of(A.withId("c"))).asList())
        .as("another task at the same address")
        .containsExactly(A.withId("b"), B);
    assertThat(EndpointSet.empty().isEmpty()).isTrue();
    assertThat(set).hasToString("[10.0.0.1:80, 10.0.0.2:80]");
  }

  @Test
  void defaultPortIsForThoseWithoutOne() {
    EndpointSet set = EndpointSet.of(List.of(A.withPort(0), B)).withDefaultPort(8080);
    assertThat(set.asList()).extracting(Endpoint::port).containsExactly(8080, 80);
  }

  @Test
  void printableIsAsciiAndBounded() {
    assertThat(Printable.of("a\u001b[31m\u00e9")).isEqualTo("a\\u001b[31m\\u00e9");
    assertThat(Printable.of("x".repeat(1000))).hasSize(203).endsWith("...");
  }
}
