package dev.switchboard.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.upstream.UpstreamSnapshot;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * {@code Switchboard.snapshot()} as JSON, for programs: a list of aliases. Times are seconds,
 * unknown ones null.
 */
public final class SnapshotJson {

  private static final JsonFactory JSON = new JsonFactory();

  /** Writes more of an alias or of an endpoint into the object that is open. */
  interface More {
    void of(JsonGenerator out, UpstreamSnapshot alias) throws IOException;

    void of(JsonGenerator out, UpstreamSnapshot alias, EndpointSnapshot endpoint)
        throws IOException;
  }

  private SnapshotJson() {}

  /**
   * The aliases as they are in {@code snapshot}.
   *
   * <pre>{@code
   * [{"alias": "orders:8080", "service": "prod/orders", "problem": "", "ageSeconds": 1.2,
   *   "skipped": [{"instance": "i-7", "reason": "it has no address"}],
   *   "endpoints": [{"address": "10.0.1.5:8080", "id": "task-1", "zone": "eu-west-1a", "weight": 1,
   *     "state": "healthy", "reason": "", "used": true, "ejectedForSeconds": 0.0,
   *     "inFlight": 3, "attempts": 1234, "failures": 0}]}]
   * }</pre>
   */
  public static String of(List<UpstreamSnapshot> snapshot) {
    return write(
        snapshot,
        new More() {
          @Override
          public void of(JsonGenerator out, UpstreamSnapshot alias) {}

          @Override
          public void of(JsonGenerator out, UpstreamSnapshot alias, EndpointSnapshot endpoint) {}
        });
  }

  static String write(List<UpstreamSnapshot> snapshot, More more) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (UpstreamSnapshot alias : snapshot) {
        alias(out, alias, more);
      }
      out.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  private static void alias(JsonGenerator out, UpstreamSnapshot alias, More more)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("alias", alias.alias().toString());
    out.writeStringField("service", alias.service().toString());
    out.writeStringField("problem", alias.problem());
    out.writeFieldName("ageSeconds");
    if (alias.age().isPresent()) {
      out.writeNumber(alias.age().get().toMillis() / 1e3);
    } else {
      out.writeNull();
    }
    out.writeArrayFieldStart("skipped");
    for (Resolution.Skipped skipped : alias.skipped()) {
      out.writeStartObject();
      out.writeStringField("instance", skipped.instanceId());
      out.writeStringField("reason", skipped.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeArrayFieldStart("endpoints");
    for (EndpointSnapshot endpoint : alias.endpoints()) {
      endpoint(out, endpoint);
      more.of(out, alias, endpoint);
      out.writeEndObject();
    }
    out.writeEndArray();
    more.of(out, alias);
    out.writeEndObject();
  }

  private static void endpoint(JsonGenerator out, EndpointSnapshot snapshot) throws IOException {
    Endpoint endpoint = snapshot.endpoint();
    out.writeStartObject();
    out.writeStringField("address", endpoint.toString());
    out.writeStringField("id", endpoint.id());
    out.writeStringField("zone", endpoint.zone());
    out.writeNumberField("weight", endpoint.weight());
    out.writeStringField("state", snapshot.state().name().toLowerCase(Locale.ROOT));
    out.writeStringField("reason", snapshot.reason());
    out.writeBooleanField("used", snapshot.used());
    out.writeNumberField("ejectedForSeconds", snapshot.ejectedFor().toMillis() / 1e3);
    out.writeNumberField("inFlight", snapshot.inFlight());
    out.writeNumberField("attempts", snapshot.attempts());
    out.writeNumberField("failures", snapshot.failures());
  }
}
