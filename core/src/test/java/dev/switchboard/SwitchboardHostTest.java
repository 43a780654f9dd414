package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts that are none of Switchboard's business are left alone, not refused. */
class SwitchboardHostTest {

  @ParameterizedTest
  @ValueSource(strings = {"::1", "fd00::5", "fe80::1%eth0", "10.0.0.1", "localhost", "LOCALHOST"})
  void anAddressIsNoAlias(String host) {
    try (Switchboard switchboard =
        Switchboard.builder().resolver(new SettableResolver()).clock(new ManualClock()).build()) {
      assertThat(switchboard.dialer(host, 8080)).isEmpty();
      assertThat(switchboard.snapshot()).isEmpty();
    }
  }
}
