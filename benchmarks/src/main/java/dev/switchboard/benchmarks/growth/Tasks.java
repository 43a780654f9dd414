package dev.switchboard.benchmarks.growth;

import dev.switchboard.endpoint.Endpoint;
import java.util.ArrayList;
import java.util.List;

/** The endpoints of a service while its tasks are replaced, one after the other. */
final class Tasks {

  private static final int PORT = 8080;

  private final List<Endpoint> running = new ArrayList<>();
  private int started;

  Tasks(int number) {
    while (running.size() < number) {
      running.add(next());
    }
  }

  /** The oldest is gone, and there is a new one at an address that nobody had before. */
  List<Endpoint> replaceOne() {
    running.set(started % running.size(), next());
    return running();
  }

  List<Endpoint> running() {
    return List.copyOf(running);
  }

  private Endpoint next() {
    int i = started++;
    String ip = "10." + i / 62_500 % 250 + "." + i / 250 % 250 + "." + (i % 250 + 1);
    return Endpoint.of(ip, PORT).withZone("zone-" + i % 3);
  }
}
