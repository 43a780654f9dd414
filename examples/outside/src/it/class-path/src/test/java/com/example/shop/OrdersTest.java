package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.switchboard.Switchboard;
import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.testkit.CloudMapServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Everything is real: the AWS SDK, OkHttp, the sockets. Only Cloud Map runs in the test. */
class OrdersTest {

  @Test
  void findsTheTaskInCloudMap() throws IOException {
    try (Server task = Server.answering("an order");
        CloudMapServer cloudMap = CloudMapServer.start();
        Switchboard switchboard =
            Switchboard.builder()
                .allowLoopback()
                .resolver(CloudMapResolver.builder("prod").client(cloudMap.client()).build())
                .build()) {
      cloudMap.register("prod", "orders", "task-1", "127.0.0.1", task.port());

      assertEquals("an order", new Orders(switchboard).next());
    }
  }
}
