package dev.switchboard.benchmarks.calls;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An HAProxy, as a stand-in for the proxies of Service Connect: in a process of its own, which
 * writes what it has to say to a file and is asked through a socket.
 */
public final class HaProxy implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

  private final Process process;
  private final Path folder;

  private HaProxy(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Whether there is one on this machine. */
  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts one, and returns when it is ready.
   *
   * @param configuration without a section {@code global}
   * @throws IOException if it ends, with what it said
   */
  public static HaProxy start(String configuration) throws Exception {
    Path folder = Files.createTempDirectory("haproxy");
    Path file = folder.resolve("haproxy.cfg");
    String global = "global\n  nbthread 1\n  stats socket " + folder.resolve("socket") + "\n";
    Files.writeString(file, global + configuration);
    HaProxy started =
        new HaProxy(
            new ProcessBuilder(PROGRAM.toString(), "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start(),
            folder);
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

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    for (String name : new String[] {"haproxy.cfg", "said", "socket"}) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.delete(folder);
  }
}
