package dev.switchboard.benchmarks.calls;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import okhttp3.tls.Certificates;

/**
 * The other process: HTTP servers that answer {@code GET /} with a few bytes, until the input ends.
 * Each has a port, on which it speaks http/1.1 and h2c, and both over TLS. The certificate is for
 * the alias {@code orders}, and is there at {@code GET /certificate}.
 *
 * <p>All connections are of one thread. With several, a rival whose few HTTP/2 connections happen
 * to share one is slower by a tenth for as long as they last.
 */
public final class HttpServers {

  private HttpServers() {}

  /**
   * Starts them and prints the port of each.
   *
   * @param args where they listen, as in {@code 127.0.0.2:8080}; if there are none, at three free
   *     ports of loopback
   */
  public static void main(String[] args) throws IOException {
    List<String> places =
        args.length > 0 ? List.of(args) : Collections.nCopies(OtherProcess.SERVERS, "127.0.0.1:0");
    Server servers = servers(places);
    servers.start().join();
    servers.activePorts().keySet().forEach(address -> System.out.println(address.getPort()));
    OtherProcess.awaitEnd();
  }

  private static Server servers(List<String> places) {
    TlsKeyPair identity = TlsKeyPair.ofSelfSigned("orders");
    String certificate = Certificates.certificatePem(identity.certificateChain().get(0));
    ServerBuilder servers =
        Server.builder()
            .workerGroup(1)
            .tls(identity)
            .service("/", (context, request) -> HttpResponse.of("seven"))
            .service("/certificate", (context, request) -> HttpResponse.of(certificate));
    for (String place : places) {
      servers.port(new ServerPort(address(place), SessionProtocol.HTTP, SessionProtocol.HTTPS));
    }
    return servers.build();
  }

  private static InetSocketAddress address(String place) {
    int colon = place.lastIndexOf(':');
    return new InetSocketAddress(
        place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
  }
}
