package dev.switchboard.remember;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.IpAddress;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Service;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Two lines of JSON. The first says what the file is, in which version, and the checksum of the
 * second; the second is the answer:
 *
 * <pre>{@code
 * {"switchboard":"remembered","version":1,"crc32c":3735928559}
 * {"namespace":"prod","name":"orders","asOfMillis":1767225600000,"endpoints":[
 *   {"id":"i-1","address":"10.0.1.5","port":8080,"zone":"eu-west-1a","weight":1,
 *    "attributes":{"version":"2"}}]}
 * }</pre>
 *
 * The checksum is against accidents, of the disk or of an editor, not against forgery.
 */
final class RememberedFormat {

  /** Cloud Map has no more instances in a service either. */
  static final int MAX_ENDPOINTS = 1000;

  /**
   * Ten times what a thousand endpoints take without their attributes, and twice what they do with
   * those that ECS gives them. Where it is too little the attributes are left out.
   */
  static final int MAX_BYTES = 1 << 20;

  private static final String KIND = "remembered";
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private RememberedFormat() {}

  /**
   * The bytes of a file.
   *
   * @throws IOException if the answer is too large to be kept
   */
  static byte[] encode(Remembered answer) throws IOException {
    int count = answer.endpoints().size();
    if (count > MAX_ENDPOINTS) {
      throw new IOException("has " + count + " endpoints; at most " + MAX_ENDPOINTS + " are kept");
    }
    byte[] whole = file(answer, true);
    byte[] file = whole.length > MAX_BYTES ? file(answer, false) : whole;
    if (file.length > MAX_BYTES) {
      throw new IOException("takes " + file.length + " bytes; at most " + MAX_BYTES + " are kept");
    }
    return file;
  }

  private static byte[] file(Remembered answer, boolean withAttributes) throws IOException {
    byte[] body = body(answer, withAttributes);
    ByteArrayOutputStream file = new ByteArrayOutputStream(body.length + 80);
    try (JsonGenerator json = JSON.createGenerator(file)) {
      json.writeStartObject();
      json.writeStringField("switchboard", KIND);
      json.writeNumberField("version", VERSION);
      json.writeNumberField("crc32c", checksum(body, 0));
      json.writeEndObject();
    }
    file.write('\n');
    file.write(body);
    return file.toByteArray();
  }

  private static byte[] body(Remembered answer, boolean withAttributes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("namespace", answer.service().namespace());
      json.writeStringField("name", answer.service().name());
      json.writeNumberField("asOfMillis", answer.asOfMillis());
      json.writeArrayFieldStart("endpoints");
      for (Endpoint endpoint : answer.endpoints()) {
        json.writeStartObject();
        json.writeStringField("id", endpoint.id());
        json.writeStringField("address", endpoint.address().getHostAddress());
        json.writeNumberField("port", endpoint.port());
        json.writeStringField("zone", endpoint.zone());
        json.writeNumberField("weight", endpoint.weight());
        if (withAttributes && !endpoint.attributes().isEmpty()) {
          attributes(json, endpoint);
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.toByteArray();
  }

  private static void attributes(JsonGenerator json, Endpoint endpoint) throws IOException {
    json.writeObjectFieldStart("attributes");
    for (Map.Entry<String, String> one : new TreeMap<>(endpoint.attributes()).entrySet()) {
      json.writeStringField(one.getKey(), one.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is none that {@link #encode} wrote; says what is wrong with it
   */
  static Remembered decode(byte[] file) throws IOException {
    try {
      int start = checkedStartOfBody(file);
      try (JsonParser json = JSON.createParser(file, start, file.length - start)) {
        return answer(json);
      }
    } catch (JsonProcessingException e) {
      throw new IOException("is no JSON: " + Printable.of(e.getOriginalMessage()), e);
    } catch (IllegalArgumentException e) { // of an endpoint or its address
      throw new IOException("is damaged: " + e.getMessage(), e);
    }
  }

  private static int checkedStartOfBody(byte[] file) throws IOException {
    if (file.length > MAX_BYTES) {
      throw new IOException("has more than " + MAX_BYTES + " bytes");
    }
    int end = 0;
    while (end < file.length && file[end] != '\n') {
      end++;
    }
    if (end == file.length) {
      throw new IOException("is cut off or none of Switchboard's: it has no second line");
    }
    try (JsonParser json = JSON.createParser(file, 0, end)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      expectField(json, "switchboard");
      expect(KIND.equals(text(json)));
      expectField(json, "version");
      long version = number(json, 1, Integer.MAX_VALUE);
      if (version > VERSION) {
        throw new IOException("was written by a newer Switchboard, in version " + version);
      }
      expectField(json, "crc32c");
      if (number(json, 0, 0xffff_ffffL) != checksum(file, end + 1)) {
        throw new IOException("is damaged: its checksum is wrong");
      }
    }
    return end + 1;
  }

  private static long checksum(byte[] bytes, int from) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, from, bytes.length - from);
    return checksum.getValue();
  }

  private static Remembered answer(JsonParser json) throws IOException {
    expect(json.nextToken() == JsonToken.START_OBJECT);
    expectField(json, "namespace");
    String namespace = text(json);
    expectField(json, "name");
    Service service = new Service(namespace, text(json));
    expectField(json, "asOfMillis");
    long asOfMillis = number(json, 0, Long.MAX_VALUE);
    expectField(json, "endpoints");
    expect(json.nextToken() == JsonToken.START_ARRAY);
    List<Endpoint> endpoints = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      expect(endpoints.size() < MAX_ENDPOINTS);
      endpoints.add(endpoint(json));
    }
    expect(json.currentToken() == JsonToken.END_ARRAY);
    expect(json.nextToken() == JsonToken.END_OBJECT);
    expect(json.nextToken() == null);
    expect(!endpoints.isEmpty());
    return new Remembered(service, asOfMillis, EndpointSet.of(endpoints));
  }

  private static Endpoint endpoint(JsonParser json) throws IOException {
    expectField(json, "id");
    String id = Printable.of(text(json));
    expectField(json, "address");
    InetAddress address = IpAddress.parse(text(json));
    expectField(json, "port");
    int port = (int) number(json, 0, 65535);
    expectField(json, "zone");
    String zone = text(json);
    expectField(json, "weight");
    int weight = (int) number(json, 0, Integer.MAX_VALUE);
    Map<String, String> attributes = Map.of();
    if (json.nextToken() == JsonToken.FIELD_NAME) {
      expect(json.currentName().equals("attributes"));
      attributes = attributes(json);
      json.nextToken();
    }
    expect(json.currentToken() == JsonToken.END_OBJECT);
    return new Endpoint(id, address, port, zone, weight, attributes);
  }

  private static Map<String, String> attributes(JsonParser json) throws IOException {
    expect(json.nextToken() == JsonToken.START_OBJECT);
    Map<String, String> attributes = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      attributes.put(name, text(json));
    }
    expect(json.currentToken() == JsonToken.END_OBJECT);
    return attributes;
  }

  private static void expectField(JsonParser json, String name) throws IOException {
    expect(name.equals(json.nextFieldName()));
  }

  private static String text(JsonParser json) throws IOException {
    String text = json.nextTextValue();
    expect(text != null);
    return String.valueOf(text);
  }

  private static long number(JsonParser json, long min, long max) throws IOException {
    expect(json.nextToken() == JsonToken.VALUE_NUMBER_INT);
    long number = json.getLongValue();
    expect(number >= min && number <= max);
    return number;
  }

  private static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("is none that Switchboard wrote");
    }
  }
}
