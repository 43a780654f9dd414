package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.switchboard.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

  private static final Path COMMITTED =
      Path.of("src/main/resources/dev/switchboard/switchboard.schema.json");

  private static final int DOCUMENTS = 5_000;

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(SchemaWriter.schema());

  static boolean allows(String json) {
    return SCHEMA.validate(json, InputFormat.JSON).isEmpty();
  }

  private static String refusal(String json) {
    try {
      ConfigurationTest.configuration(json);
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void theCommittedOneIsWhatTheRecordsSay() throws IOException {
    Path written = Path.of("target/switchboard.schema.json");
    Files.writeString(written, SchemaWriter.schema());
    assertThat(Files.readString(COMMITTED))
        .as("copy core/%s to core/%s", written, COMMITTED)
        .isEqualTo(SchemaWriter.schema());
  }

  private static final Pattern CONTRADICTION =
      Pattern.compile("must not be (longer|more) than|has a condition, and gets all such calls");

  @Test
  void whatItAllowsCanBeRead() {
    for (long seed = 0; seed < DOCUMENTS; seed++) {
      String json = new DocumentGenerator(new SplittableRandom(seed)).document().toString();
      assertThat(SCHEMA.validate(json, InputFormat.JSON)).as("seed %d: %s", seed, json).isEmpty();
      assertThat(refusal(json)).as("seed %d: %s", seed, json).isEmpty();
    }
  }

  @Test
  void whatItForbidsCannot() {
    int forbidden = 0;
    for (long seed = 0; seed < DOCUMENTS; seed++) {
      String json = new DocumentGenerator(new SplittableRandom(seed)).mutated().toString();
      boolean allowed = allows(json);
      if (CONTRADICTION.matcher(refusal(json)).find()) {
        continue; // a schema knows one value at a time
      }
      assertThat(refusal(json).isEmpty())
          .as("seed %d, schema %s, reader '%s': %s", seed, allowed, refusal(json), json)
          .isEqualTo(allowed);
      forbidden += allowed ? 0 : 1;
    }
    assertThat(forbidden).isBetween(DOCUMENTS / 2, DOCUMENTS * 95 / 100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cloudMap\": {}}",
        "{\"cloudMap\": {\"namespace\": \"a\", \"region\": \"b\", \"pollInterval\": \"5s\"}}",
        "{\"file\": {\"path\": \"x\"}}",
        "{\"cloudMap\": {\"onlyWith\": {\"ECS_CLUSTER_NAME\": [\"blue\", \"green\"]},"
            + " \"without\": {\"stage\": \"test\"}, \"weightAttribute\": \"weight\","
            + " \"preferIpv6\": true, \"ownerAccount\": \"123456789012\"}}",
        "{\"dns\": {\"domain\": \"prod.internal\", \"records\": \"srv\","
            + " \"servers\": [{\"address\": \"10.0.0.2\"}], \"ttlFloor\": \"2s\"}}",
        "{\"firstOf\": [{\"file\": {}}, {\"cloudMap\": {}}]}",
        "{\"merged\": [{\"merged\": [{\"file\": {}}]}]}",
        "{\"byName\": {\"mysql\": {\"file\": {}}, \"*\": {\"cloudMap\": {}}}}",
        "{\"remembering\": {\"directory\": \"/var/cache/shop\", \"maxAge\": \"2h\"}}",
        "{\"ofAnotherProvider\": [1]}"
      })
  void allowsResolvers(String resolver) {
    assertThat(allows("{\"resolver\": " + resolver + "}")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"file\": {}, \"cloudMap\": {}}",
        "{\"dns\": {\"records\": \"srv\"}}",
        "{\"firstOf\": []}",
        "{\"merged\": {\"file\": {}}}",
        "{\"byName\": {\"mysql\": {\"file\": {}}}}",
        "{\"remembering\": {}}",
        "{\"cloudMap\": {\"polInterval\": 1}}"
      })
  void forbidsResolvers(String resolver) {
    assertThat(allows("{\"resolver\": " + resolver + "}")).isFalse();
  }

  @Test
  void theEcsRequestIsAllowed() {
    assertThat(List.of(ConfigurationTest.PASTED)).allMatch(SchemaTest::allows);
  }
}
