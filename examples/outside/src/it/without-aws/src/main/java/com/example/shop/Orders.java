package com.example.shop;

import dev.switchboard.Switchboard;
import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The orders service, called by what the JDK has: all that an adapter does. */
final class Orders {

  private final Dialer dialer;

  Orders(Switchboard switchboard) {
    dialer = switchboard.dialer("orders", 8080).orElseThrow();
  }

  String next() throws IOException {
    BlockingCall call = dialer.blockingCall(true);
    String answer = "";
    Step step = call.start();
    while (step instanceof Step.Try next) {
      try {
        answer = get(next.attempt().endpoint());
        step = call.attemptEnded(Outcome.SUCCESS, null);
        next.attempt().finished();
      } catch (IOException e) {
        step = call.attemptEnded(Outcome.connectFailure(e.getMessage()), e);
      }
    }
    if (step instanceof Step.Finish finish && finish.failure() != null) {
      throw finish.failure();
    }
    return answer;
  }

  private static String get(Endpoint endpoint) throws IOException {
    URI uri = URI.create("http://" + endpoint.authority() + "/");
    try (InputStream body = uri.toURL().openStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
