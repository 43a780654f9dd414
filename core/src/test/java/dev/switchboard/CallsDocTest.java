package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.SwitchboardException;
import dev.switchboard.event.SwitchboardEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps docs/calls.md true, as far as names go. */
class CallsDocTest {

  private final String doc = read("../docs/calls.md");

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Class<?>> leaves(Class<?> sealed) {
    return sealed.isSealed()
        ? Arrays.stream(sealed.getPermittedSubclasses()).flatMap(CallsDocTest::leaves)
        : Stream.of(sealed);
  }

  @Test
  void everyEventAndExceptionIsThere() {
    assertThat(Stream.of(SwitchboardEvent.class, SwitchboardException.class))
        .flatMap(root -> leaves(root).map(Class::getSimpleName).toList())
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(doc).containsPattern("\\b" + name + "\\b"));
  }

  @Test
  void theGrammarIsTheOneOfTheCode() {
    String source = read("src/main/java/dev/switchboard/event/SwitchboardEvent.java");
    for (String rule : List.of("call     :=", "attempt  :=")) {
      String line = doc.lines().filter(l -> l.startsWith(rule)).findFirst().orElseThrow();
      assertThat(source).contains(" * " + line + "\n");
    }
  }

  @Test
  void everyKeyItNamesExists() {
    String keys = read("../docs/configuration.md");
    assertThat(
            Pattern.compile("`(?:call|outlier)\\.([a-zA-Z.]+)`")
                .matcher(doc)
                .results()
                .map((MatchResult r) -> r.group(1)))
        .hasSizeGreaterThan(10)
        .allSatisfy(key -> assertThat(keys).contains("| `" + key + "` |"));
  }
}
