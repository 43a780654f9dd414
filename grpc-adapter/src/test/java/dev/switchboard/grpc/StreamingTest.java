package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams: load for as long as they are open, and no longer. */
@Timeout(60)
class StreamingTest {

  private static StreamObserver<String> chat(ManagedChannel channel, Answers answers) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(Orders.CHAT, CallOptions.DEFAULT), answers);
  }

  @Test
  void anOpenStreamIsLoad_andTellsThatItsEndpointWorksWhenItsHeadersCome() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      Answers answers = new Answers();
      StreamObserver<String> chat = chat(lab.channel(), answers);
      chat.onNext("hello");
      assertThat(answers.next()).isEqualTo("a hello");
      assertThat(lab.inFlight()).isOne();
      assertThat(lab.listener.events(AttemptEnded.class)).isEmpty();
      chat.onCompleted();
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 1);
      assertThat(lab.inFlight()).isZero();
      assertThat(lab.snapshot(a).failures()).isZero();
    }
  }

  @Test
  void aLongStreamIsNoLatency() throws Exception {
    try (Lab lab = new Lab()) {
      lab.registered("a");
      long start = System.nanoTime();
      Answers answers = new Answers();
      StreamObserver<String> chat = chat(lab.channel(), answers);
      chat.onNext("hello");
      answers.next();
      TimeUnit.MILLISECONDS.sleep(500); // the stream is open, and the endpoint has no part in it
      chat.onCompleted();
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 1);
      Duration withoutTheSleep = Duration.ofNanos(System.nanoTime() - start).minusMillis(500);
      assertThat(lab.listener.events(CallEnded.class).get(0).time()).isLessThan(withoutTheSleep);
      assertThat(lab.listener.events(AttemptEnded.class).get(0).time()).isLessThan(withoutTheSleep);
    }
  }

  @Test
  void oneThatBreaksOffIsAFailure() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      Answers answers = new Answers();
      StreamObserver<String> chat = chat(lab.channel(), answers);
      chat.onNext("hello");
      answers.next();
      a.close();
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 1);
      assertThat(lab.listener.events(AttemptEnded.class))
          .singleElement()
          .satisfies(e -> assertThat(e.outcome().isEndpointFault()).isTrue());
      assertThat(lab.snapshot(a).failures()).isPositive();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void allKindsCountAsOneCall() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      ManagedChannel channel = lab.channel();
      Iterator<String> list =
          ClientCalls.blockingServerStreamingCall(
              channel, Orders.LIST, CallOptions.DEFAULT, "1000");
      int count = 0;
      while (list.hasNext()) {
        list.next();
        count++;
      }
      assertThat(count).isEqualTo(1000);
      Answers answers = new Answers();
      StreamObserver<String> upload =
          ClientCalls.asyncClientStreamingCall(
              channel.newCall(Orders.UPLOAD, CallOptions.DEFAULT), answers);
      for (int i = 0; i < 100; i++) {
        upload.onNext("one more");
      }
      upload.onCompleted();
      assertThat(answers.next()).isEqualTo("a 100");
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 2);
      assertThat(lab.snapshot(a).attempts()).isEqualTo(2);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void streamsHaveNoDeadlineButTheCallers() throws Exception {
    try (Lab lab = new Lab(Lab.deadline(Duration.ofMillis(100)))) {
      lab.registered("a");
      Answers answers = new Answers();
      StreamObserver<String> chat = chat(lab.channel(), answers);
      chat.onNext("hello");
      assertThat(answers.next()).isEqualTo("a hello");
      TimeUnit.MILLISECONDS.sleep(300); // three deadlines
      chat.onNext("still there?");
      assertThat(answers.next()).isEqualTo("a still there?");
      chat.onCompleted();
      answers.awaitEnd();
    }
  }

  @Test
  void aStreamWhoseDeadlinePassesIsNobodysFault() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer a = lab.registered("a")[0];
      Answers answers = new Answers();
      StreamObserver<String> chat =
          ClientCalls.asyncBidiStreamingCall(
              lab.channel()
                  .newCall(
                      Orders.CHAT, CallOptions.DEFAULT.withDeadlineAfter(Duration.ofMillis(300))),
              answers);
      chat.onNext("hello");
      answers.next();
      answers.awaitEnd();
      Lab.await(() -> lab.listener.events(CallEnded.class).size() == 1);
      assertThat(lab.snapshot(a).failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aRemovedEndpointGetsNoNewStream_andItsOpenOnesFinish() throws Exception {
    try (Lab lab = new Lab()) {
      OrdersServer[] servers = lab.registered("a", "b");
      ManagedChannel channel = lab.channel();
      lab.awaitAnswersOf(channel, servers);
      Answers one = new Answers();
      Answers other = new Answers();
      StreamObserver<String> first = chat(channel, one);
      StreamObserver<String> second = chat(channel, other);
      first.onNext("1");
      second.onNext("1");
      one.next();
      other.next();
      lab.register(servers[1]);
      Lab.await(() -> lab.snapshot().endpoints().size() == 1);
      Lab.await(() -> Lab.get(channel).equals("b"));
      int calls = servers[0].calls.get();
      for (int i = 0; i < 50; i++) {
        assertThat(Lab.get(channel)).isEqualTo("b");
      }
      assertThat(servers[0].calls.get()).isEqualTo(calls);
      TimeUnit.SECONDS.sleep(6); // gRPC ends a connection 5 s after it was told to
      first.onNext("2");
      second.onNext("2");
      assertThat(one.next()).endsWith("2");
      assertThat(other.next()).endsWith("2");
      first.onCompleted();
      second.onCompleted();
      one.awaitEnd();
      other.awaitEnd();
    }
  }
}
