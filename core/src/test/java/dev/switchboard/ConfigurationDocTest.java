package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.cloudmap.CloudMapPolicy;
import dev.switchboard.dns.DnsPolicy;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.remember.RememberPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md true. */
class ConfigurationDocTest {

  private static final Path DOC = Path.of("../docs/configuration.md");
  private static final String BEGIN = "<!-- policies: written by ConfigurationDocTest -->\n";
  private static final String END = "<!-- end -->";

  private static String doc() throws IOException {
    return Files.readString(DOC);
  }

  @Test
  void thePoliciesAreWhatTheRecordsSay() throws IOException {
    String doc = doc();
    int begin = doc.indexOf(BEGIN) + BEGIN.length();
    String written =
        doc.substring(0, begin)
            + section("call", "alias.withCall", CallPolicy.defaults())
            + section("outlier", "alias.withOutlier", OutlierPolicy.defaults())
            + section("resolution", ".resolution", ResolutionPolicy.defaults())
            + section("resolver.cloudMap", ".policy", CloudMapPolicy.defaults())
            + section("resolver.dns", ".policy", DnsPolicy.defaults())
            + section("resolver.remembering", "RememberingResolver.of", RememberPolicy.defaults())
            + "\n"
            + doc.substring(doc.indexOf(END));
    Path proposal = Path.of("target/configuration.md");
    Files.writeString(proposal, written);
    assertThat(doc).as("copy core/%s to %s", proposal, DOC).isEqualTo(written);
  }

  private static String section(String key, String program, Record defaults) {
    StringBuilder out = new StringBuilder();
    out.append("\n### `").append(key).append("`\n\n`").append(program).append("(…)`: `");
    out.append(defaults.getClass().getSimpleName()).append("`\n\n");
    out.append("| key | type | default | meaning |\n|---|---|---|---|\n");
    rows(out, "", defaults);
    return out.toString();
  }

  private static void rows(StringBuilder out, String prefix, Record defaults) {
    for (PolicyKeys.Key key : PolicyKeys.of(defaults)) {
      String name = prefix + key.name();
      boolean always = key.nested().isPresent() && !key.optional();
      if (!always) {
        String type = key.typeName() + (key.optional() ? " or `\"none\"`" : "");
        out.append(
            String.format(
                Locale.ROOT, "| `%s` | %s | `%s` | %s |%n", name, type, key.json(), key.doc()));
      }
      key.nested().ifPresent(nested -> rows(out, name + ".", nested));
    }
  }

  @Test
  void everyKeyIsThere() throws IOException {
    String doc = doc();
    List<String> keys =
        Pattern.compile("^ +\"([a-zA-Z$0-9]+)\": ", Pattern.MULTILINE)
            .matcher(SchemaWriter.schema())
            .results()
            .map(r -> r.group(1))
            .distinct()
            .filter(key -> !SCHEMA_WORDS.contains(key))
            .toList();
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys)
        .allSatisfy(
            key -> assertThat(doc).containsPattern("[`.\"\\]]" + Pattern.quote(key) + "[`.\"\\[]"));
  }

  /** Words of the schema's own, and the names of its definitions. */
  private static final List<String> SCHEMA_WORDS =
      List.of(
          "title",
          "type",
          "additionalProperties",
          "properties",
          "const",
          "$ref",
          "items",
          "$defs",
          "pattern",
          "description",
          "default",
          "anyOf",
          "minimum",
          "maximum",
          "enum",
          "required",
          "minItems",
          "minProperties",
          "maxProperties",
          "dependentRequired",
          "not",
          "clientAlias",
          "endpoint",
          "service",
          "text",
          "time");

  @Test
  void itsExamplesCanBeRead() throws IOException {
    List<String> examples =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(doc() + Files.readString(Path.of("../README.md")))
            .results()
            .map(r -> r.group(1))
            .toList();
    assertThat(examples).hasSizeGreaterThan(4);
    assertThat(examples)
        .allSatisfy(
            example -> {
              assertThat(SchemaTest.allows(example)).isTrue();
              assertThat(ConfigurationTest.configuration(example).notes()).isEmpty();
            });
  }
}
