package dev.switchboard.benchmarks.failure;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A task as on ECS: an address of its own, and processes that share its fate. */
final class Task implements AutoCloseable {

  /** On loopback a connect takes microseconds, or does not come about. */
  private static final int NOT_ACCEPTED_MILLIS = 100;

  private final String host;
  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Socket> fillers = new ArrayList<>();

  private Task(String host) {
    this.host = host;
  }

  /** Starts a {@link TaskProgram} at this address; {@link #await} waits until it listens. */
  static Task start(String host, int httpPort, int grpcPort) throws IOException {
    Task task = new Task(host);
    Process program =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", // warm at once
                "-cp",
                System.getProperty("java.class.path"),
                TaskProgram.class.getName(),
                host,
                String.valueOf(httpPort),
                String.valueOf(grpcPort))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    task.add(program, httpPort, grpcPort);
    return task;
  }

  /** One more process of the task's, and where it listens. */
  void add(Process process, Integer... itsPorts) {
    processes.add(process);
    ports.addAll(List.of(itsPorts));
  }

  void await() throws IOException {
    if (!"listening".equals(processes.get(0).inputReader().readLine())) {
      throw new IOException("the task at " + host + " ended before it listened");
    }
  }

  Endpoint endpoint(int port) {
    return Endpoint.of(host, port);
  }

  InetSocketAddress at(int port) {
    return new InetSocketAddress(host, port);
  }

  /** The program hangs, and the kernel goes on to accept connections; its proxy goes on too. */
  void hang() throws Exception {
    signal("STOP", processes.get(0));
  }

  /** All of the task ends at once, without a word to those it talks with but the kernel's. */
  void kill() {
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  /**
   * As if its host were gone: what is sent there is not answered, and no connection comes about. To
   * the client that is the same as with packets that are lost, for as long as TCP sends them again,
   * which is 15 minutes by default.
   */
  void vanish() throws Exception {
    for (Process process : processes) {
      signal("STOP", process);
    }
    for (int port : ports) {
      fillBacklog(at(port));
    }
  }

  private static void signal(String signal, Process process) throws Exception {
    new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
  }

  private void fillBacklog(InetSocketAddress address) throws IOException {
    while (true) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(address, NOT_ACCEPTED_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    kill();
    for (Socket filler : fillers) {
      filler.close();
    }
  }
}
