package dev.switchboard.examples.quickstart;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Several threads that call {@code http://orders:8080/} and {@code switchboard:///prices:50051},
 * one request after the other.
 */
final class Load {

  private static final int THREADS = 8;
  private static final long PAUSE_MILLIS = 10;
  private static final int MAX_REPORTED = 10;

  private final OkHttpClient http;
  private final Channel grpc;
  private final LongAdder httpCalls = new LongAdder();
  private final LongAdder grpcCalls = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;
  private volatile boolean withPosts;

  private Load(OkHttpClient http, Channel grpc) {
    this.http = http;
    this.grpc = grpc;
  }

  static Load start(OkHttpClient http, Channel grpc) {
    Load load = new Load(http, grpc);
    for (int i = 0; i < THREADS; i++) {
      Thread thread = new Thread(load::run, "caller-" + i);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  /** From now on every other request is a POST, which is not repeated once it was sent. */
  void addPosts() {
    withPosts = true;
  }

  private void run() {
    for (int i = 0; running; i++) {
      Request.Builder request = new Request.Builder().url("http://orders:8080/items/" + i);
      if (withPosts && i % 2 == 0) {
        request.post(
            RequestBody.create("one more".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
      call(request.build());
      call(Integer.toString(i));
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void call(Request request) {
    httpCalls.increment();
    try (Response response = http.newCall(request).execute()) {
      String answer = response.body().string();
      if (!response.isSuccessful()) {
        fail(request.method() + " " + request.url(), response.code() + " " + answer);
      }
    } catch (IOException e) {
      fail(request.method() + " " + request.url(), e.toString());
    }
  }

  private void call(String item) {
    grpcCalls.increment();
    try {
      Prices.get(grpc, item);
    } catch (StatusRuntimeException e) {
      fail("the price of " + item, e.getStatus().toString());
    }
  }

  private void fail(String what, String why) {
    failed.increment();
    if (failed.sum() <= MAX_REPORTED) {
      System.out.println("  FAILED " + what + ": " + why);
    }
  }

  /** Lets the calls under way end. */
  void stop() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  long httpCalls() {
    return httpCalls.sum();
  }

  long grpcCalls() {
    return grpcCalls.sum();
  }

  long failed() {
    return failed.sum();
  }
}
