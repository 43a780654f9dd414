package dev.switchboard.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/**
 * The WireMock server that listens at the moment; each restart makes a new one, on the port of the
 * first. Safe for any thread.
 */
final class Listener {

  private final CloudMapWire wire;
  private final int port;

  // Guarded by this.
  private WireMockServer server;

  Listener(CloudMapWire wire) {
    this.wire = wire;
    server = started(wire, 0);
    port = server.port();
  }

  int port() {
    return port;
  }

  synchronized WireMockServer current() {
    return server;
  }

  synchronized void stop() {
    server.stop();
  }

  synchronized void restart() {
    server.stop();
    server = started(wire, port);
  }

  private static WireMockServer started(CloudMapWire wire, int port) {
    WireMockServer started =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .port(port)
                .disableRequestJournal()
                .extensions(wire));
    started.start();
    started.stubFor(post(anyUrl()).willReturn(aResponse().withTransformers(CloudMapWire.NAME)));
    return started;
  }
}
