package dev.switchboard.benchmarks.calls;

import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An HAProxy, as a stand-in for the proxies of Service Connect: in a process of its own, which
 * writes what it has to say to a file and is asked through a socket. It does what is documented of
 * Envoy there: in turn; two retries, elsewhere, after a connection that does not come about or a
 * 503; 15 s for a request; a task with five failures in a row is out, for up to 30 s. Connections
 * are kept and shared; the time to connect is Envoy's default.
 */
public final class HaProxy implements AutoCloseable {

  /** What there is none of where a benchmark leaves it out. */
  public static final String MISSING =
      "HAProxy; install it (in Debian the package haproxy), on the PATH or in /usr/sbin";

  private static final String CONFIGURATION =
      """
      global
        nbthread 1
        stats socket %s
      defaults
        mode http
        http-reuse always
        backlog 512
        timeout client 5m
        timeout connect 5s
        timeout server 15s
      listen orders
        bind %s
      """;

  private static final String BESIDE_CLIENT =
      """
        balance roundrobin
        retries 2
        option redispatch 1
        retry-on conn-failure 503
        default-server check inter 30s rise 1 observe layer7 error-limit 5 on-error mark-down
      """;

  private static final String IN_FRONT_OF_TASK = "  retries 0\n";

  private final Endpoint endpoint;
  private final Path folder;
  private final Process process;

  private HaProxy(Endpoint endpoint, Path folder, Process process) {
    this.endpoint = endpoint;
    this.folder = folder;
    this.process = process;
  }

  /** Whether it is installed. */
  public static boolean isInstalled() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    String path = System.getenv().getOrDefault("PATH", "");
    // Debian has it where only root looks.
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/sbin"))
        .map(folder -> Path.of(folder, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the one beside a client, which chooses among tasks, and returns when it is ready.
   *
   * @param at where it listens
   * @throws IOException if it ends, with what it said, or there is none
   */
  public static HaProxy besideClient(Endpoint at, List<Endpoint> tasks) throws Exception {
    return start(at, BESIDE_CLIENT, tasks);
  }

  /**
   * Starts the one in front of a task, and returns when it is ready.
   *
   * @param at where it listens
   * @throws IOException if it ends, with what it said, or there is none
   */
  public static HaProxy inFrontOf(Endpoint at, Endpoint task) throws Exception {
    return start(at, IN_FRONT_OF_TASK, List.of(task));
  }

  private static HaProxy start(Endpoint at, String how, List<Endpoint> servers) throws Exception {
    Path program = program().orElseThrow(() -> new IOException("there is no " + MISSING));
    Path folder = Files.createTempDirectory("haproxy");
    String listed =
        servers.stream()
            .map(server -> "  server " + server + " " + server + "\n")
            .collect(Collectors.joining());
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(file, CONFIGURATION.formatted(folder.resolve("socket"), at) + how + listed);
    HaProxy started =
        new HaProxy(
            at,
            folder,
            new ProcessBuilder(program.toString(), "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start());
    while (!started.answers()) {
      if (!started.process.isAlive()) {
        throw new IOException("haproxy ended: " + Files.readString(folder.resolve("said")));
      }
      Thread.sleep(10);
    }
    return started;
  }

  private boolean answers() {
    try {
      return ask("show info").startsWith("Name: HAProxy");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A place of this host that nobody uses.
   *
   * @throws IOException if there is none
   */
  public static Endpoint freePlace() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Endpoint.of("127.0.0.1", socket.getLocalPort());
    }
  }

  /** Where it listens. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** Its process, to end or stop it. */
  public Process process() {
    return process;
  }

  /** What it answers to a command. */
  public String ask(String command) throws IOException {
    try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.connect(UnixDomainSocketAddress.of(folder.resolve("socket")));
      socket.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** What it holds of the machine's memory, in KiB; of Linux. */
  double residentKibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .map(Double::parseDouble)
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    for (String name : List.of("haproxy.cfg", "said", "socket")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }
}
