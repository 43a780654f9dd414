package dev.switchboard;

import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolver;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks ECS in which availability zone this task runs: its metadata endpoint, version 4, says so on
 * Fargate from platform version 1.4 and on EC2. On the context's executor; the answer never
 * changes.
 */
final class TaskZone {

  /** Set by ECS in every container. */
  static final String VARIABLE = "ECS_CONTAINER_METADATA_URI_V4";

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** The endpoint may be slow while a task starts; after some 15 s the zone stays unknown. */
  private static final int TRIES = 5;

  private static final int MAX_BYTES = 1 << 20;

  private final String metadata;
  private final Resolver.Context context;
  private final Consumer<String> found;

  /**
   * Begins when {@link #ask} is called.
   *
   * @param metadata what {@link #VARIABLE} says
   * @param found told the zone, once, if there is one
   */
  TaskZone(String metadata, Resolver.Context context, Consumer<String> found) {
    this.metadata = metadata;
    this.context = context;
    this.found = found;
  }

  void ask() {
    context.executor().execute(() -> ask(1));
  }

  private void ask(int number) {
    try {
      Document task = Document.of("the task metadata", read());
      task.root().string("AvailabilityZone").filter(z -> !z.isBlank()).ifPresent(this::tell);
    } catch (IOException | ConfigException | IllegalArgumentException e) {
      if (number < TRIES) {
        context
            .clock()
            .schedule(
                Duration.ofSeconds(1L << (number - 1)),
                () -> context.executor().execute(() -> ask(number + 1)));
      }
    }
  }

  private void tell(String zone) {
    found.accept(Printable.of(zone));
  }

  private byte[] read() throws IOException {
    URL url = URI.create(metadata + "/task").toURL();
    if (!(url.openConnection(Proxy.NO_PROXY) instanceof HttpURLConnection http)) {
      throw new IOException(VARIABLE + " is no HTTP address");
    }
    http.setConnectTimeout((int) TIMEOUT.toMillis());
    http.setReadTimeout((int) TIMEOUT.toMillis());
    http.setInstanceFollowRedirects(false);
    try (InputStream in = http.getInputStream()) {
      return in.readNBytes(MAX_BYTES + 1);
    } finally {
      http.disconnect();
    }
  }
}
