package dev.switchboard.benchmarks.calls;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.StaticResolver;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Servers in a process of their own, so that this one's processor time and allocation are the
 * callers'. Its main class prints a port per server, one a line, and ends when its input does.
 */
final class OtherProcess implements AutoCloseable {

  /** How many servers there are. */
  static final int SERVERS = 3;

  private final Process process;
  private final List<Endpoint> endpoints = new ArrayList<>();

  private OtherProcess(Process process) {
    this.process = process;
  }

  /** Starts one on the class path of this one, and waits until its servers listen. */
  static OtherProcess start(Class<?> main) throws IOException {
    OtherProcess other =
        new OtherProcess(
            new ProcessBuilder(
                    System.getProperty("java.home") + "/bin/java",
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    BufferedReader out = other.process.inputReader();
    for (int i = 0; i < SERVERS; i++) {
      String port = out.readLine();
      if (port == null) {
        throw new IOException(main.getName() + " ended before its servers listened");
      }
      other.endpoints.add(Endpoint.of("127.0.0.1", Integer.parseInt(port)));
    }
    return other;
  }

  /** For its main class: returns when the process that started it ends or closes it. */
  static void awaitEnd() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is ever written.
    }
    System.exit(0); // servers' threads may not be daemons
  }

  List<Endpoint> endpoints() {
    return List.copyOf(endpoints);
  }

  /** A new one with the alias {@code orders} for its servers; to be closed. */
  Switchboard switchboard() {
    return Switchboard.builder()
        .allowLoopback()
        .resolver(StaticResolver.of(Map.of("orders", endpoints)))
        .build();
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
