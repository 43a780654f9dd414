package dev.switchboard.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {

  @Test
  void readsHostAndPort() {
    assertThat(Alias.parse("mysql:3306")).isEqualTo(new Alias("mysql", 3306));
    assertThat(Alias.parse("_db.Production.internal:99"))
        .isEqualTo(new Alias("_db.production.internal", 99));
    assertThat(Alias.parse("a:65535")).hasToString("a:65535");
    assertThat(Alias.parse("a:1").port()).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql", ":3306", "a:", "a:0", "a:70000", "a:65536", "a:+5", "a:-1", "a:1e3", "a b:1",
        " a:1", "a:1 ", "a..b:1", ".a:1", "a.:1", "-a:1", "a-:1", "10.0.0.1:80", "12:80", "::1:80",
        "[::1]:80", "m\u0443sql:3306", "a:\uff11\uff12", "a\u200b:1", "\u212aelvin:1", "a\n:1", ""
      })
  void malformed_saysWhatToWrite(String text) {
    assertThatThrownBy(() -> Alias.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Write host:port, such as mysql:3306")
        .hasMessageMatching("[ -~]*");
  }

  @Test
  void hostMayHave127Characters() {
    String label = "a".repeat(63);
    assertThat(new Alias(label + "." + label, 1).host()).hasSize(127);
    assertThatThrownBy(() -> new Alias(label + "." + label + "b", 1))
        .hasMessageContaining("at most 127");
  }
}
