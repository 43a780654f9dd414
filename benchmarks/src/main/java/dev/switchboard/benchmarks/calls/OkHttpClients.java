package dev.switchboard.benchmarks.calls;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.Certificates;
import okhttp3.tls.HandshakeCertificates;

/**
 * Clients of {@link HttpServers}, for one protocol. Through Switchboard: the interceptor's.
 * Without: one client per server, derived from one and so with one dispatcher, as OkHttp advises;
 * each with a pool for all callers, as the default one of 5 idle connections would connect all the
 * time, and with the time limits that an alias has by default. Over TLS, which is for h2 alone,
 * both trust the servers' certificate besides the JDK's own roots, and check that it is for {@code
 * orders}.
 */
final class OkHttpClients {

  private static final int MAX_IDLE = 64;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final List<Endpoint> servers;
  private final OkHttpClient common;
  private final String scheme;

  OkHttpClients(List<Endpoint> servers, Protocol protocol) throws IOException {
    this.servers = servers;
    this.scheme = protocol == Protocol.HTTP_2 ? "https" : "http";
    OkHttpClient.Builder builder = new OkHttpClient.Builder();
    if (protocol == Protocol.HTTP_2) {
      HandshakeCertificates trusted = trusted(servers.get(0));
      builder.sslSocketFactory(trusted.sslSocketFactory(), trusted.trustManager());
    } else {
      builder.protocols(List.of(protocol));
    }
    this.common = builder.build();
  }

  /** A call goes where Switchboard says. */
  Callers.Call through(Switchboard switchboard) {
    OkHttpClient client = SwitchboardInterceptor.of(switchboard).client(common);
    Request request = request(8080);
    return () -> get(client, request);
  }

  /** A call goes to the next server. */
  Callers.Call inTurn() {
    List<Callers.Call> calls = servers.stream().map(this::to).toList();
    AtomicInteger turn = new AtomicInteger();
    return () -> calls.get(Math.floorMod(turn.getAndIncrement(), calls.size())).run();
  }

  /** A call goes to {@code server}. */
  Callers.Call to(Endpoint server) {
    InetAddress address = server.socketAddress().getAddress();
    OkHttpClient client =
        common
            .newBuilder()
            .dns(host -> List.of(address))
            .connectionPool(new ConnectionPool(MAX_IDLE, 5, TimeUnit.MINUTES))
            .callTimeout(CALL_TIMEOUT)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    Request request = request(server.port());
    return () -> get(client, request);
  }

  private Request request(int port) {
    return new Request.Builder().url(scheme + "://orders:" + port + "/").build();
  }

  private static void get(OkHttpClient client, Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful() || !response.body().string().equals("seven")) {
        throw new IOException("not the answer: " + response);
      }
    }
  }

  private static HandshakeCertificates trusted(Endpoint server) throws IOException {
    Request request =
        new Request.Builder().url("http://127.0.0.1:" + server.port() + "/certificate").build();
    try (Response response = new OkHttpClient().newCall(request).execute()) {
      return new HandshakeCertificates.Builder()
          .addPlatformTrustedCertificates()
          .addTrustedCertificate(Certificates.decodeCertificatePem(response.body().string()))
          .build();
    }
  }
}
