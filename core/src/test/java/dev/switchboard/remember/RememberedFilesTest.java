package dev.switchboard.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RememberedFilesTest {

  private static final Remembered ANSWER =
      new Remembered(
          new Service("prod", "orders"),
          1_767_225_600_000L,
          EndpointSet.of(
              Endpoint.of("10.0.0.1", 80).withZone("eu-west-1a"), Endpoint.of("fd00::5", 8080)));

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {"../../etc/passwd", "..", ".", "", "a/b\\c", "\0", "C:\\x", "\u00e4\u4e2d", "~"})
  void noNameLeadsOutOfTheDirectory(String name) throws IOException {
    RememberedFiles files = new RememberedFiles(temp);
    Service service = new Service("prod", name);
    assertThat(files.file(service).normalize().getParent()).isEqualTo(temp);
    files.write(new Remembered(service, 1, ANSWER.endpoints()));
    assertThat(files.read(service)).isPresent();
  }

  @Test
  void twoServicesNeverShareAFile_andTheNameCanBeRead() {
    RememberedFiles files = new RememberedFiles(temp);
    assertThat(
            Stream.of(
                new Service("a", "bc"),
                new Service("ab", "c"),
                new Service("", "abc"),
                new Service("a", "b-c"),
                new Service("a", "b.c"),
                new Service("a", "B.c"),
                new Service("a", "x".repeat(41)),
                new Service("a", "x".repeat(42))))
        .extracting(files::file)
        .doesNotHaveDuplicates()
        .allMatch(file -> file.getFileName().toString().length() <= 63);
    assertThat(files.file(new Service("prod", "orders-db")).getFileName().toString())
        .matches("orders-db-[0-9a-f]{16}\\.jsonl");
  }

  @Test
  void whatAProcessLeftBehindIsNotRead_andGoesAfterTenMinutes() throws IOException {
    RememberedFiles files = new RememberedFiles(temp);
    files.write(ANSWER);
    Path file = files.file(ANSWER.service());
    Path left = Files.writeString(temp.resolve(file.getFileName() + ".123.tmp"), "half a fi");
    Path strange = Files.writeString(temp.resolve("mine.tmp"), "not Switchboard's");
    long written = 1_767_225_600_000L;
    Files.setLastModifiedTime(left, FileTime.fromMillis(written));
    Files.setLastModifiedTime(strange, FileTime.fromMillis(written));
    assertThat(files.read(ANSWER.service())).contains(ANSWER);
    files.deleteAbandoned(written + 600_000);
    assertThat(left).exists();
    files.deleteAbandoned(written + 600_001);
    assertThat(left).doesNotExist();
    assertThat(strange).exists();
    assertThat(file).exists();
    new RememberedFiles(temp.resolve("missing")).deleteAbandoned(written);
  }

  @Test
  void aFileThatCannotBePutInPlaceLeavesNothing() throws IOException {
    RememberedFiles files = new RememberedFiles(temp);
    Path file = files.file(ANSWER.service());
    Files.createDirectories(file.resolve("in the way"));
    assertThatThrownBy(() -> files.write(ANSWER))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be used: java.nio.file.");
    try (Stream<Path> all = Files.list(temp)) {
      assertThat(all).containsExactly(file);
    }
    assertThatThrownBy(() -> files.read(ANSWER.service())).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version":1 | version":2         | was written by a newer Switchboard, in version 2
          remembered | forgotten          | is none that Switchboard wrote
          version":1 | version":0         | is none that Switchboard wrote
          version":1 | version":99999999999999999999 | is no JSON
          "crc32c":  | "crc32c":1         | is
          """)
  void aForeignFirstLineIsSaid(String part, String instead, String message) throws IOException {
    String text = new String(RememberedFormat.encode(ANSWER), StandardCharsets.UTF_8);
    assertThat(text).contains(part);
    assertThatThrownBy(() -> decode(text.replace(part, instead)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.1","port | example.com","port | is damaged: "example.com" is no IP address
          "port":80       | "port":65536       | is none that Switchboard wrote
          "port":80       | "port":-1          | is none that Switchboard wrote
          "port":80       | "port":"80"        | is none that Switchboard wrote
          "weight":1      | "weight":1000001   | is damaged: the weight of an endpoint
          "weight":1      | "weight":1,"x":2   | is none that Switchboard wrote
          "id":           | "di":              | is none that Switchboard wrote
          1767225600000   | 17672256000000000000000 | is no JSON
          ]}              | ]                  | is no JSON
          """)
  void aRightChecksumDoesNotMakeAWrongAnswerRight(String part, String instead, String message)
      throws IOException {
    String text = new String(RememberedFormat.encode(ANSWER), StandardCharsets.UTF_8);
    String body = text.substring(text.indexOf('\n') + 1);
    assertThat(body).contains(part);
    assertThatThrownBy(() -> decode(signed(body.replace(part, instead))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  private static String signed(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return "{\"switchboard\":\"remembered\",\"version\":1,\"crc32c\":"
        + crc.getValue()
        + "}\n"
        + body;
  }

  private static Remembered decode(String text) throws IOException {
    return RememberedFormat.decode(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void tooLargeIsNeitherWrittenNorRead() throws IOException {
    assertThatThrownBy(() -> RememberedFormat.decode(new byte[(1 << 20) + 1]))
        .hasMessage("has more than 1048576 bytes");
    List<Endpoint> wordy =
        IntStream.range(0, 100)
            .mapToObj(i -> Endpoint.of("10.0.0." + i, 80).withZone("z".repeat(11_000)))
            .toList();
    Remembered answer = new Remembered(ANSWER.service(), 1, EndpointSet.of(wordy));
    assertThatThrownBy(() -> RememberedFormat.encode(answer))
        .hasMessageMatching("takes [0-9]+ bytes; at most 1048576 are kept");
    assertThat(RememberedFormat.encode(full())).hasSizeLessThan(200_000);
    assertThat(RememberedFormat.decode(RememberedFormat.encode(full()))).isEqualTo(full());
  }

  @Test
  void attributesAreKept_unlessTheyAreTooMany() throws IOException {
    Endpoint canary = Endpoint.of("10.0.0.2", 80).withAttributes(Map.of("version", "2", "a", "\""));
    Endpoint plain = Endpoint.of("10.0.0.3", 80);
    Remembered answer = new Remembered(ANSWER.service(), 1, EndpointSet.of(canary, plain));
    assertThat(RememberedFormat.decode(RememberedFormat.encode(answer))).isEqualTo(answer);
    List<Endpoint> wordy =
        full().endpoints().asList().stream()
            .map(e -> e.withAttributes(Map.of("a", "x".repeat(1024))))
            .toList();
    Remembered large = new Remembered(ANSWER.service(), 1, EndpointSet.of(wordy));
    assertThat(RememberedFormat.decode(RememberedFormat.encode(large))).isEqualTo(full());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x\":{}",
        "\"attributes\":[]",
        "\"attributes\":{\"a\":1}",
        "\"attributes\":{},\"b\":1"
      })
  void whatAreNoAttributesIsRefused(String instead) throws IOException {
    Endpoint canary = Endpoint.of("10.0.0.2", 80).withAttributes(Map.of("version", "2"));
    Remembered answer = new Remembered(ANSWER.service(), 1, EndpointSet.of(canary));
    String text = new String(RememberedFormat.encode(answer), StandardCharsets.UTF_8);
    String body = text.substring(text.indexOf('\n') + 1);
    String part = "\"attributes\":{\"version\":\"2\"}";
    assertThat(body).contains(part);
    assertThat(decode(signed(body))).isEqualTo(answer);
    assertThatThrownBy(() -> decode(signed(body.replace(part, instead))))
        .hasMessageStartingWith("is none that Switchboard wrote");
  }

  private static Remembered full() {
    return new Remembered(
        ANSWER.service(),
        1,
        EndpointSet.of(
            IntStream.range(0, 1000)
                .mapToObj(
                    i ->
                        Endpoint.of("10.0." + i / 250 + "." + i % 250, 8080)
                            .withId("0123456789abcdef0123456789abcdef" + i)
                            .withZone("eu-central-1a"))
                .toList()));
  }

  /** Whatever is in a file, it is an answer or an {@link IOException} that says what is wrong. */
  @Test
  void aHundredThousandBrokenFiles() throws IOException {
    long seed = 20_260_101;
    SplittableRandom dice = new SplittableRandom(seed);
    byte[] good = RememberedFormat.encode(ANSWER);
    String body =
        new String(good, StandardCharsets.UTF_8).lines().skip(1).findFirst().orElseThrow();
    int answers = 0;
    for (int i = 0; i < 100_000; i++) {
      // Half of them with a right checksum, so that it does not hide what comes after it.
      byte[] file =
          dice.nextBoolean()
              ? broken(good, dice)
              : signed(
                      new String(
                          broken(body.getBytes(StandardCharsets.UTF_8), dice),
                          StandardCharsets.UTF_8))
                  .getBytes(StandardCharsets.UTF_8);
      try {
        Remembered answer = RememberedFormat.decode(file);
        fine(!answer.endpoints().isEmpty(), seed, i);
        answers++;
      } catch (IOException e) {
        fine(!String.valueOf(e.getMessage()).isBlank(), seed, i);
      }
    }
    assertThat(answers).isBetween(1_000, 50_000);
  }

  /** AssertJ takes longer than what is tested here. */
  private static void fine(boolean holds, long seed, int file) {
    if (!holds) {
      throw new AssertionError("seed " + seed + " file " + file);
    }
  }

  private static byte[] broken(byte[] good, SplittableRandom dice) {
    byte[] bytes = good.clone();
    switch (dice.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, dice.nextInt(bytes.length));
      case 1 -> {
        byte[] noise = new byte[dice.nextInt(300)];
        dice.nextBytes(noise);
        bytes = noise;
      }
      case 2 -> {
        int from = dice.nextInt(bytes.length);
        int to = dice.nextInt(bytes.length);
        System.arraycopy(
            good,
            from,
            bytes,
            to,
            dice.nextInt(Math.min(40, bytes.length - Math.max(from, to))) + 1);
      }
      default -> {
        for (int n = dice.nextInt(4); n >= 0; n--) {
          bytes[dice.nextInt(bytes.length)] = (byte) dice.nextInt(256);
        }
      }
    }
    return bytes;
  }
}
