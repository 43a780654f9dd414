package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionTest {

  private static Section section(String json) {
    return Document.of("s.json", json.getBytes(StandardCharsets.UTF_8)).root();
  }

  @Test
  void readsEveryKindOfValue() {
    Section section =
        section(
            """
            { "text": "a", "whole": 5, "alsoWhole": 5.0, "number": 2.5, "flag": true,
              "time": "250ms", "list": ["x", "y"], "map": { "k": "v" }, "object": { "in": 1 } }
            """);
    assertThat(section.string("text", "")).isEqualTo("a");
    assertThat(section.integer("whole", 0)).isEqualTo(5);
    assertThat(section.integer("alsoWhole", 0)).isEqualTo(5);
    assertThat(section.number("number", 0)).isEqualTo(2.5);
    assertThat(section.flag("flag", false)).isTrue();
    assertThat(section.duration("time", Duration.ZERO)).isEqualTo(Duration.ofMillis(250));
    assertThat(section.list("list")).extracting(Value::string).containsExactly("x", "y");
    assertThat(section.strings("map")).isEqualTo(Map.of("k", "v"));
    assertThat(section.section("object").orElseThrow().integer("in", 0)).isEqualTo(1);
    section.done();
  }

  @Test
  void whatIsNotThereIsWhatTheReaderSays() {
    Section section = section("{}");
    assertThat(section.string("text", "a")).isEqualTo("a");
    assertThat(section.integer("whole", 7)).isEqualTo(7);
    assertThat(section.number("number", 7.5)).isEqualTo(7.5);
    assertThat(section.flag("flag", true)).isTrue();
    assertThat(section.duration("time", Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
    assertThat(section.list("list")).isEmpty();
    assertThat(section.strings("map")).isEmpty();
    assertThat(section.section("object")).isEmpty();
    section.done();
  }

  @ParameterizedTest
  @CsvSource({"0s,0", "250ms,250", "30s,30000", "5m,300000", "2h,7200000", "1d,86400000"})
  void times(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"1", "s", "-1s", "1 s", "1.5s", "1S", "1min", "1us", "9999999999s", "PT1S", "''"})
  void noTimes(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  private static void assertError(String json, Consumer<Section> read, String message) {
    assertThatThrownBy(() -> read.accept(section(json)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @Test
  void errorsSayWhereAndWhatToWrite() {
    assertError("{\"a\": 1}", s -> s.string("a"), "s.json:1:2: a: this must be a string, but is 1");
    assertError(
        "{\n  \"a\": {\"b\": [1, \"x\"]}}",
        s -> s.section("a").orElseThrow().list("b").get(1).integer(),
        "s.json:2:18: a.b[1]: this must be a whole number, but is \"x\"");
    assertError(
        "{\"a\": 1.5}",
        s -> s.integer("a", 0),
        "s.json:1:2: a: this must be a whole number, but is 1.5");
    assertError(
        "{\"a\": 3000000000}", s -> s.integer("a", 0), "s.json:1:2: a: the number is too large");
    assertError(
        "{\"a\": 1e999999999}", s -> s.integer("a", 0), "s.json:1:2: a: the number is too large");
    assertError(
        "{\"a\": \"soon\"}",
        s -> s.duration("a", Duration.ZERO),
        "s.json:1:2: a: this must be a time such as \"250ms\", \"30s\", \"5m\", \"2h\" or \"1d\","
            + " but is \"soon\"");
    assertError(
        "{\"a\": null}",
        s -> s.flag("a", true),
        "s.json:1:2: a: this must be true or false, but is null; leave the key out for the"
            + " default");
    assertError(
        "{\"a\": \"\"}",
        s -> s.string("a"),
        "s.json:1:2: a: the string is empty; leave the key out for the default");
    assertError("{}", s -> s.required("port"), "s.json:1:1: the key \"port\" is missing");
    assertError(
        "{\"prot\": 1}",
        s -> s.required("port"),
        "s.json:1:1: the key \"port\" is missing; is \"prot\" meant?");
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesTheNearest() {
    assertError(
        "{\"a\": 1,\n \"retrys\": 2}",
        s -> {
          s.integer("a", 0);
          s.integer("retries", 0);
          s.done();
        },
        "s.json:2:2: unknown key \"retrys\", did you mean \"retries\"? Known: a, retries");
    assertError(
        "{\"something\\u202eelse\": 2}",
        Section::done,
        "s.json:1:2: unknown key \"something\\u202eelse\". Known: ");
  }

  @Test
  void valuesAreEqualByWhatTheySay() {
    assertThat(section("{\"a\": [1, {\"b\": true}], \"c\": null}").value())
        .isEqualTo(section("{ \"c\": null,\n\"a\": [1, {\"b\": true}]}").value())
        .isNotEqualTo(section("{\"a\": [1, {\"b\": false}], \"c\": null}").value());
  }

  /** All kinds of components that there are. */
  public record Everything(
      int whole,
      long large,
      double number,
      boolean flag,
      String text,
      Duration time,
      Colour colour,
      Part part,
      Optional<Duration> maybe,
      Optional<Part> maybePart) {}

  /** A record within. */
  public record Part(int size) {
    /** Rejects what is too large. */
    public Part {
      if (size > 10) {
        throw new IllegalArgumentException("size must be at most 10, but is " + size);
      }
    }

    /** Size 1. */
    public static Part defaults() {
      return new Part(1);
    }
  }

  /** An enum. */
  public enum Colour {
    RED,
    DARK_BLUE
  }

  private static final Everything PLAIN =
      new Everything(
          1,
          1,
          1,
          false,
          "a",
          Duration.ofSeconds(1),
          Colour.RED,
          new Part(1),
          Optional.of(Duration.ofSeconds(1)),
          Optional.empty());

  @Test
  void everyComponentOfARecordCanBeSet() {
    Section section =
        section(
            """
            { "whole": 2, "large": 9007199254740992, "number": 0.5, "flag": true, "text": "b",
              "time": "2s", "colour": "darkBlue", "part": { "size": 2 }, "maybe": "none",
              "maybePart": {} }
            """);
    assertThat(section.record(PLAIN))
        .isEqualTo(
            new Everything(
                2,
                1L << 53,
                0.5,
                true,
                "b",
                Duration.ofSeconds(2),
                Colour.DARK_BLUE,
                new Part(2),
                Optional.empty(),
                Optional.of(new Part(1))));
    section.done();
    assertThat(section("{}").record(PLAIN)).isEqualTo(PLAIN);
  }

  @Test
  void whatARecordRefusesIsAnErrorAtItsKey() {
    assertError(
        "{\n\"part\": {\n\"size\": 11}}",
        s -> s.record(PLAIN),
        "s.json:3:1: part.size: size must be at most 10, but is 11");
    assertError(
        "{\"colour\": \"darkblue\"}",
        s -> s.record(PLAIN),
        "s.json:1:2: colour: unknown value \"darkblue\", did you mean \"darkBlue\"? Known: red,"
            + " darkBlue");
    assertError(
        "{\"maybePart\": {\"siz\": 1}}",
        s -> s.record(PLAIN),
        "s.json:1:16: maybePart: unknown key \"siz\", did you mean \"size\"? Known: size");
  }

  @Test
  void theNearestIsNotTooFar() {
    List<String> known = List.of("roundRobin", "leastRequest");
    assertThat(Nearest.to("round_robin", known)).contains("roundRobin");
    assertThat(Nearest.to("ringHash", known)).isEmpty();
    assertThat(Nearest.to("x", List.of())).isEmpty();
  }
}
