package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.file.FileResolver;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is in the file: it is accepted, or refused with the place. */
class ConfigurationFuzzTest {

  private static final int DOCUMENTS = 100_000;

  private static final Pattern MESSAGE =
      Pattern.compile("f\\.json:[1-9][0-9]*:[1-9][0-9]*: .+", Pattern.DOTALL);

  private static final List<String> NUMBERS =
      List.of("-0", "1e999999999", "-1e400", "9".repeat(40), "1e-999999999", "2147483648", "0.1e1");

  @Test
  @Timeout(60)
  void isAcceptedOrRefusedWithThePlace() {
    int accepted = 0;
    String json = "";
    for (long seed = 0; seed < DOCUMENTS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      json = seed % 10 == 0 ? document(random) : json;
      byte[] bytes = mutated(random, json);
      try {
        Document document = Document.of("f.json", bytes);
        Configuration.of(document);
        FileResolver.of(document);
        accepted++;
      } catch (ConfigException e) {
        String message = String.valueOf(e.getMessage());
        assertThat(MESSAGE.matcher(message).matches()).as(message).isTrue();
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(
            "seed " + seed + ": " + new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
    }
    assertThat(accepted).isBetween(DOCUMENTS / 50, DOCUMENTS / 2); // not all alike
  }

  private static String document(SplittableRandom random) {
    DocumentGenerator generator = new DocumentGenerator(random);
    return (random.nextBoolean() ? generator.document() : generator.mutated()).toString();
  }

  private static byte[] mutated(SplittableRandom random, String json) {
    int at = random.nextInt(json.length());
    int to = at + random.nextInt(json.length() - at);
    return switch (random.nextInt(7)) {
      case 0 -> flipped(random, json);
      case 1 -> bytes(json.substring(0, at));
      case 2 -> bytes(json.substring(0, at) + json.substring(to));
      case 3 -> bytes(json.substring(0, to) + json.substring(at));
      case 4 -> swapped(random, json);
      case 5 -> bytes(json.replaceFirst(": [0-9.]+", ": " + of(NUMBERS, random)));
      default -> nested(random, json, at);
    };
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T of(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static byte[] flipped(SplittableRandom random, String json) {
    byte[] bytes = bytes(json);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  /** Two of its strings, keys or values, change places. */
  private static byte[] swapped(SplittableRandom random, String json) {
    List<String> strings =
        Pattern.compile("\"[^\"]*\"").matcher(json).results().map(r -> r.group()).toList();
    String one = of(strings, random);
    String other = of(strings, random);
    return bytes(json.replace(one, "\0").replace(other, one).replace("\0", other));
  }

  private static byte[] nested(SplittableRandom random, String json, int at) {
    int depth = random.nextInt(1, 2_000);
    String open = random.nextBoolean() ? "[" : "{\"sameZoneFirst\": ";
    return bytes(json.substring(0, at) + open.repeat(depth) + json.substring(at));
  }
}
