package dev.switchboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewGuardTest {

  /** RFC 8215 (local NAT64), RFC 7915 (IPv4-translated): 169.254.169.254 behind a translator. */
  @ParameterizedTest
  @ValueSource(strings = {"64:ff9b:1::a9fe:a9fe", "::ffff:0:a9fe:a9fe"})
  void theMetadataAreNotReachedThroughATranslator(String address) {
    assertThat(EndpointGuard.defaults().refuses(IpAddress.parse(address))).isPresent();
  }
}
