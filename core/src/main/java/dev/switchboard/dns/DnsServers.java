package dev.switchboard.dns;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;

/** The DNS servers, asked in order until one knows. Over TCP where UDP does not suffice. */
final class DnsServers {

  /** A second try, for UDP loses packets. */
  private static final int ROUNDS = 2;

  /** Asks one question and waits for the answer. */
  @FunctionalInterface
  interface Exchange {

    /**
     * The answer, be it that the server failed.
     *
     * @throws IOException if there is none
     */
    Message ask(Message query) throws IOException;
  }

  private final List<SimpleResolver> servers;
  private final Duration timeout;
  private final long eachNanos;

  /** These servers, or if there are none the system's, as dnsjava finds them. */
  static DnsServers of(List<InetSocketAddress> addresses, Duration timeout) {
    return new DnsServers(
        addresses.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : addresses, timeout);
  }

  private DnsServers(List<InetSocketAddress> addresses, Duration timeout) {
    this.timeout = timeout;
    this.servers = addresses.stream().map(SimpleResolver::new).toList();
    Duration each = timeout.dividedBy((long) ROUNDS * servers.size());
    this.eachNanos = each.toNanos();
    servers.forEach(server -> server.setTimeout(each));
  }

  Message ask(Message query) throws IOException {
    Message failed = null;
    String problem = "";
    for (int round = 0; round < ROUNDS && failed == null; round++) {
      for (SimpleResolver server : servers) {
        try {
          // On dnsjava's own thread: it takes an answer apart and sends at most one more question.
          CompletableFuture<Message> future =
              server.sendAsync(query, Runnable::run).toCompletableFuture();
          // dnsjava itself looks at the time once a second only.
          Message answer = future.get(eachNanos, TimeUnit.NANOSECONDS);
          if (isFinal(answer)) {
            return answer;
          }
          failed = answer;
        } catch (ExecutionException e) {
          problem = problem(e.getCause());
        } catch (TimeoutException e) {
          problem = at(server) + " was silent";
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("was closed before the answer came");
        }
      }
    }
    if (failed == null) {
      throw new IOException("no usable answer within " + timeout + ", the last try: " + problem);
    }
    return failed;
  }

  /** Another server may know what one fails at, but not what one says does not exist. */
  private static boolean isFinal(Message answer) {
    return answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN;
  }

  private static String problem(@Nullable Throwable cause) {
    return cause == null ? "no reason given" : String.valueOf(cause.getMessage());
  }

  private static String at(SimpleResolver server) {
    InetSocketAddress address = server.getAddress();
    return address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  @Override
  public String toString() {
    return servers.stream().map(DnsServers::at).collect(Collectors.joining(", "));
  }
}
