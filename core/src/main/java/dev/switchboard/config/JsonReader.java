package dev.switchboard.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.switchboard.endpoint.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes values of JSON text. */
final class JsonReader {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // names from outside
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50) // balancers in balancers, resolvers in resolvers
                  .maxNumberLength(50) // more digits than any number here needs
                  .maxNameLength(1000)
                  .maxStringLength(100_000)
                  .build())
          .build();

  private final String source;
  private final JsonParser parser;

  private JsonReader(String source, JsonParser parser) {
    this.source = source;
    this.parser = parser;
  }

  static Value read(String source, String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      JsonReader reader = new JsonReader(source, parser);
      try {
        return reader.document();
      } catch (JacksonException e) {
        throw reader.malformed(e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of a string there is none
    }
  }

  private ConfigException malformed(JacksonException e) {
    JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
    String said =
        e.getOriginalMessage().replaceAll("\\s*\\((start marker|for |not recog|code ).*", "");
    String problem = "this is no JSON: " + Printable.of(said);
    return new ConfigException(location(at), "", problem, e);
  }

  private Value document() throws IOException {
    if (parser.nextToken() == null) {
      throw new ConfigException(
          here(), "", "the document is empty; it must be a JSON object: at least {}");
    }
    Value root = value(here(), "");
    if (parser.nextToken() != null) {
      throw new ConfigException(here(), "", "the document goes on after its end; remove the rest");
    }
    return root;
  }

  private Location here() {
    return location(parser.currentTokenLocation());
  }

  private Location location(JsonLocation at) {
    return new Location(source, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private Value value(Location at, String path) throws IOException {
    return new Value(
        at,
        path,
        switch (Objects.requireNonNull(parser.currentToken())) {
          case START_OBJECT -> object(path);
          case START_ARRAY -> array(path);
          case VALUE_STRING -> parser.getText();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Digits(parser.getText());
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          default -> Value.NULL;
        });
  }

  private Map<String, Value> object(String path) throws IOException {
    Map<String, Value> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      Location at = here();
      String key = parser.currentName();
      parser.nextToken();
      String name = Printable.of(key);
      members.put(key, value(at, path.isEmpty() ? name : path + "." + name));
    }
    return Collections.unmodifiableMap(members); // in the order of the document
  }

  private List<Value> array(String path) throws IOException {
    List<Value> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(here(), path + "[" + elements.size() + "]"));
    }
    return List.copyOf(elements);
  }
}
