package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {

  private static Document document(String text) {
    return Document.of("d.json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(String text, String where, String why) {
    assertThatThrownBy(() -> document(text).root())
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("d.json:" + where + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void isOneJsonObject() {
    assertRefused("", "1:1", "the document is empty");
    assertRefused("[]", "1:1", "this must be an object: {...}, but is a list");
    assertRefused("{}\n {}", "2:2", "goes on after its end");
    assertRefused("{\n // no comments\n}", "2:2", "this is no JSON");
    assertRefused("{\"a\": 1,}", "1:9", "this is no JSON");
    assertRefused("{\"a\": NaN}", "1:10", "this is no JSON");
    assertRefused("{\"a\": 1,\n\"a\": 2}", "2:4", "Duplicate");
  }

  @Test
  void isBounded() {
    assertRefused("{\"a\":" + "[".repeat(51) + "]".repeat(51) + "}", "1:56", "nesting depth");
    document("{\"a\":" + "[".repeat(49) + "]".repeat(49) + "}");
    assertRefused("{\"a\": " + "9".repeat(51) + "}", "1:58", "this is no JSON");
    String justFits = "{\"a\": \"b\"" + " ".repeat((1 << 20) - 10) + "}";
    document(justFits);
    assertRefused(justFits + " ", "1:1", "longer than 1048576 bytes");
  }

  @Test
  void isUtf8() {
    assertThat(document("\uFEFF{\"name\": \"bücher\"}").root().string("name")).contains("bücher");
    byte[] latin1 = "{\"a\": 1,\n \"bücher\": 2}".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> Document.of("d.json", latin1))
        .hasMessage("d.json:2:4: this is not UTF-8");
  }

  @Test
  void aFileHasItsPathForName(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.json");
    assertThatThrownBy(() -> Document.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ":1:1: there is no such file");
    assertThatThrownBy(() -> Document.read(folder)).hasMessageContaining("cannot be read");
    Files.writeString(file, "{}");
    assertThat(Document.read(file).name()).isEqualTo(file.toString());
    assertThat(Document.read(file).file()).contains(file);
    assertThat(document("{}").file()).isEmpty();
  }

  @Test
  void theExceptionKnowsThePlace() {
    try {
      document("{\n\n  ]");
    } catch (ConfigException e) {
      assertThat(e.location()).isEqualTo(new Location("d.json", 3, 3));
      return;
    }
    throw new AssertionError("it was accepted");
  }
}
