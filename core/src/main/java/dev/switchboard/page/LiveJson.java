package dev.switchboard.page;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.switchboard.upstream.UpstreamSnapshot;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The snapshot, and what the last minutes brought: all that the page shows. */
final class LiveJson implements SnapshotJson.More {

  private final History history;
  private final long now;

  private LiveJson(History history, long now) {
    this.history = history;
    this.now = now;
  }

  static String of(List<UpstreamSnapshot> snapshot, History history, long now) {
    return SnapshotJson.write(snapshot, new LiveJson(history, now));
  }

  @Override
  public void of(JsonGenerator out, UpstreamSnapshot alias, EndpointSnapshot endpoint)
      throws IOException {
    Ring ring = history.attempts(alias.alias(), endpoint.endpoint());
    int[] counts = ring.sum(now);
    int attempts = counts[History.GOOD] + counts[History.FAILED];
    out.writeNumberField("attemptsLastMinute", attempts);
    out.writeNumberField("failuresLastMinute", counts[History.FAILED]);
    time(out, "p50Millis", Latencies.quantile(counts, History.LATENCIES, 0.5));
    time(out, "p99Millis", Latencies.quantile(counts, History.LATENCIES, 0.99));
  }

  @Override
  public void of(JsonGenerator out, UpstreamSnapshot alias) throws IOException {
    out.writeStringField("circuit", history.circuit(alias.alias()));
    Ring calls = history.calls(alias.alias());
    int[][] seconds = new int[History.SECONDS - 1][]; // the second that is not over is left out
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = calls.counts(seconds.length - i, now);
    }
    int[] minute = minute(seconds);
    time(out, "p50Millis", Latencies.quantile(minute, History.LATENCIES, 0.5));
    time(out, "p99Millis", Latencies.quantile(minute, History.LATENCIES, 0.99));
    out.writeObjectFieldStart("seconds");
    series(out, "good", seconds, s -> s[History.GOOD]);
    series(out, "failed", seconds, s -> s[History.FAILED]);
    series(out, "retried", seconds, s -> s[History.RETRIED]);
    series(out, "p50Millis", seconds, s -> Latencies.quantile(s, History.LATENCIES, 0.5));
    series(out, "p99Millis", seconds, s -> Latencies.quantile(s, History.LATENCIES, 0.99));
    Ring ejections = history.ejections(alias.service());
    int[][] ejected = new int[seconds.length][];
    for (int i = 0; i < ejected.length; i++) {
      ejected[i] = ejections.counts(ejected.length - i, now);
    }
    series(out, "ejected", ejected, s -> s[0]);
    out.writeEndObject();
  }

  private static int[] minute(int[][] seconds) {
    int[] sum = new int[seconds[0].length];
    for (int i = seconds.length - 60; i < seconds.length; i++) {
      for (int kind = 0; kind < sum.length; kind++) {
        sum[kind] += seconds[i][kind];
      }
    }
    return sum;
  }

  private static void series(
      JsonGenerator out, String name, int[][] seconds, ToDoubleFunction<int[]> value)
      throws IOException {
    out.writeArrayFieldStart(name);
    for (int[] second : seconds) {
      number(out, value.applyAsDouble(second));
    }
    out.writeEndArray();
  }

  private static void time(JsonGenerator out, String name, double millis) throws IOException {
    out.writeFieldName(name);
    number(out, millis);
  }

  private static void number(JsonGenerator out, double value) throws IOException {
    if (Double.isNaN(value)) {
      out.writeNull();
    } else if (value == (long) value) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(Math.round(value * 1000) / 1e3);
    }
  }
}
