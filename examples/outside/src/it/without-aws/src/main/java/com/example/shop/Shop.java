package com.example.shop;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.StaticResolver;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Orders four times, though one of the two tasks is dead and no class of the AWS SDK is there. */
public final class Shop {

  private Shop() {}

  public static void main(String[] args) throws IOException {
    expectNoAwsSdk();
    Server dead = Server.answering("nothing");
    dead.close();
    try (Server alive = Server.answering("an order");
        Switchboard switchboard =
            Switchboard.builder()
                .allowLoopback()
                .resolver(StaticResolver.of(Map.of("orders", List.of(at(dead), at(alive)))))
                .build()) {
      Orders orders = new Orders(switchboard);
      for (int i = 0; i < 4; i++) {
        String answer = orders.next();
        if (!answer.equals("an order")) {
          throw new AssertionError("orders:8080 answered " + answer);
        }
      }
    }
  }

  private static Endpoint at(Server server) {
    return Endpoint.of("127.0.0.1", server.port());
  }

  private static void expectNoAwsSdk() {
    for (String name :
        List.of(
            "software.amazon.awssdk.core.SdkClient",
            "software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient",
            "software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient",
            "software.amazon.awssdk.utils.SdkAutoCloseable")) {
      try {
        throw new AssertionError("the AWS SDK is there: " + Class.forName(name));
      } catch (ClassNotFoundException expected) {
        // as it should be
      }
    }
  }
}
