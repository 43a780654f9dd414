package dev.switchboard.benchmarks.calls;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The proxies of a client and of the tasks it calls. */
final class Sidecars implements AutoCloseable {

  private final List<HaProxy> ofTasks = new ArrayList<>();
  private final HaProxy besideClient;

  private Sidecars(List<Endpoint> tasks) throws Exception {
    try {
      for (Endpoint task : tasks) {
        ofTasks.add(HaProxy.inFrontOf(HaProxy.freePlace(), task));
      }
      besideClient =
          HaProxy.besideClient(
              HaProxy.freePlace(), ofTasks.stream().map(HaProxy::endpoint).toList());
    } catch (Exception e) {
      closeTasks();
      throw e;
    }
  }

  /** Starts them and waits until they listen. */
  static Sidecars before(List<Endpoint> tasks) throws Exception {
    return new Sidecars(tasks);
  }

  /** What the client calls. */
  Endpoint endpoint() {
    return besideClient.endpoint();
  }

  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(List.of(besideClient.process().toHandle()));
    ofTasks.forEach(proxy -> all.add(proxy.process().toHandle()));
    return all;
  }

  double besideClientKibibytes() throws IOException {
    return besideClient.residentKibibytes();
  }

  /** On average. */
  double taskKibibytes() throws IOException {
    double sum = 0;
    for (HaProxy proxy : ofTasks) {
      sum += proxy.residentKibibytes();
    }
    return sum / ofTasks.size();
  }

  @Override
  public void close() throws IOException {
    besideClient.close();
    closeTasks();
  }

  private void closeTasks() throws IOException {
    for (HaProxy proxy : ofTasks) {
      proxy.close();
    }
  }
}
