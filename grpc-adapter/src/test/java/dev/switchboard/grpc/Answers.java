package dev.switchboard.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes back of a stream. */
final class Answers implements StreamObserver<String> {

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();

  @Override
  public void onNext(String message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable e) {
    end.complete(Status.fromThrowable(e));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }

  /** The next message; it has to come within 20 s. */
  String next() throws InterruptedException {
    String message = messages.poll(20, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no message came; the stream is " + end);
    }
    return message;
  }

  /** How it ended; it has to within 20 s. */
  Status awaitEnd() throws Exception {
    return end.get(20, TimeUnit.SECONDS);
  }
}
