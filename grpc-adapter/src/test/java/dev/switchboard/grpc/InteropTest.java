package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The cases that gRPC's own interoperability tests describe, in our words, through the target
 * scheme and against three servers. Each is made as often as it takes for all of them to answer.
 */
@Timeout(60)
class InteropTest {

  private static final Metadata.Key<String> ECHO =
      Metadata.Key.of("x-echo-initial", Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<byte[]> ECHO_BIN =
      Metadata.Key.of("x-echo-trailing-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Lab lab = new Lab();
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    OrdersServer[] servers = lab.registered("a", "b", "c");
    channel = lab.channel();
    lab.awaitAnswersOf(channel, servers);
  }

  @AfterEach
  void stop() {
    assertThat(lab.inFlight()).isZero();
    lab.close();
  }

  private static String server(String answer) {
    return answer.substring(0, 1);
  }

  @Test
  void emptyUnary() {
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      servers.add(ClientCalls.blockingUnaryCall(channel, Orders.ECHO, CallOptions.DEFAULT, ""));
    }
    assertThat(servers).containsExactlyInAnyOrder("a ", "b ", "c ");
  }

  @Test
  void largeUnary() {
    String large = "x".repeat(314_159);
    for (int i = 0; i < 12; i++) {
      assertThat(ClientCalls.blockingUnaryCall(channel, Orders.ECHO, CallOptions.DEFAULT, large))
          .hasSize(314_159 + 2)
          .endsWith(large);
    }
  }

  @Test
  void clientStreaming() throws Exception {
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      Answers answers = new Answers();
      StreamObserver<String> upload =
          ClientCalls.asyncClientStreamingCall(
              channel.newCall(Orders.UPLOAD, CallOptions.DEFAULT), answers);
      for (int size : List.of(27_182, 8, 1_828, 45_904)) {
        upload.onNext("x".repeat(size));
      }
      upload.onCompleted();
      String answer = answers.next();
      assertThat(answer).endsWith(" 4");
      servers.add(server(answer));
      assertThat(answers.awaitEnd().isOk()).isTrue();
    }
    assertThat(servers).hasSize(3);
  }

  @Test
  void serverStreaming() {
    Set<String> servers = new HashSet<>();
    for (int i = 0; i < 12; i++) {
      List<String> answers = new ArrayList<>();
      ClientCalls.blockingServerStreamingCall(channel, Orders.LIST, CallOptions.DEFAULT, "4")
          .forEachRemaining(answers::add);
      assertThat(answers).hasSize(4);
      assertThat(new HashSet<>(answers)).as("of one server").hasSize(1);
      servers.add(answers.get(0));
    }
    assertThat(servers).hasSize(3);
  }

  @Test
  void pingPong() throws Exception {
    Answers answers = new Answers();
    StreamObserver<String> chat = chat(answers);
    for (int size : List.of(31_415, 9, 2_653, 58_979)) {
      String message = "x".repeat(size);
      chat.onNext(message);
      assertThat(answers.next()).endsWith(" " + message);
    }
    chat.onCompleted();
    assertThat(answers.awaitEnd().isOk()).isTrue();
  }

  private StreamObserver<String> chat(Answers answers) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(Orders.CHAT, CallOptions.DEFAULT), answers);
  }

  @Test
  void emptyStream() throws Exception {
    Answers answers = new Answers();
    chat(answers).onCompleted();
    assertThat(answers.awaitEnd().isOk()).isTrue();
  }

  @Test
  void cancelAfterBegin() throws Exception {
    Answers answers = new Answers();
    ClientCall<String, String> call = channel.newCall(Orders.UPLOAD, CallOptions.DEFAULT);
    ClientCalls.asyncClientStreamingCall(call, answers);
    call.cancel("no longer wanted", null);
    assertThat(answers.awaitEnd().getCode()).isEqualTo(Status.Code.CANCELLED);
    Lab.await(() -> lab.inFlight() == 0);
    assertThat(lab.failures()).isZero();
  }

  @Test
  void cancelAfterFirstResponse() throws Exception {
    Answers answers = new Answers();
    ClientCall<String, String> call = channel.newCall(Orders.CHAT, CallOptions.DEFAULT);
    StreamObserver<String> chat = ClientCalls.asyncBidiStreamingCall(call, answers);
    chat.onNext("hello");
    answers.next();
    call.cancel("no longer wanted", null);
    assertThat(answers.awaitEnd().getCode()).isEqualTo(Status.Code.CANCELLED);
    Lab.await(() -> lab.inFlight() == 0);
    assertThat(lab.failures()).isZero();
  }

  @Test
  void timeoutOnSleepingServer() throws Exception {
    Answers answers = new Answers();
    StreamObserver<String> chat =
        ClientCalls.asyncBidiStreamingCall(
            channel.newCall(
                Orders.CHAT, CallOptions.DEFAULT.withDeadlineAfter(Duration.ofMillis(1))),
            answers);
    try {
      chat.onNext("hello");
    } catch (IllegalStateException e) {
      // It was over before that.
    }
    assertThat(answers.awaitEnd().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    Lab.await(() -> lab.inFlight() == 0);
  }

  @Test
  void customMetadata() {
    Metadata sent = new Metadata();
    sent.put(ECHO, "test_initial_metadata_value");
    sent.put(ECHO_BIN, new byte[] {(byte) 0xab, (byte) 0xab, (byte) 0xab});
    for (int i = 0; i < 6; i++) {
      AtomicReference<Metadata> headers = new AtomicReference<>();
      AtomicReference<Metadata> trailers = new AtomicReference<>();
      ClientCalls.blockingUnaryCall(
          ClientInterceptors.intercept(
              channel,
              MetadataUtils.newCaptureMetadataInterceptor(headers, trailers),
              MetadataUtils.newAttachHeadersInterceptor(sent)),
          Orders.ECHO,
          CallOptions.DEFAULT,
          "");
      assertThat(headers.get())
          .isNotNull()
          .extracting(metadata -> metadata.get(ECHO))
          .isEqualTo("test_initial_metadata_value");
      assertThat(trailers.get())
          .isNotNull()
          .extracting(metadata -> metadata.get(ECHO_BIN))
          .isEqualTo(sent.get(ECHO_BIN));
    }
  }

  /** A server's part in {@link #customMetadata}. */
  static final class Echo implements ServerInterceptor {

    @Override
    public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
        ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
      return next.startCall(
          new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata answer) {
              String echo = headers.get(ECHO);
              if (echo != null) {
                answer.put(ECHO, echo);
              }
              super.sendHeaders(answer);
            }

            @Override
            public void close(Status status, Metadata trailers) {
              byte[] echo = headers.get(ECHO_BIN);
              if (echo != null) {
                trailers.put(ECHO_BIN, echo);
              }
              super.close(status, trailers);
            }
          },
          headers);
    }
  }

  private Status failure(MethodDescriptor<String, String> method, String request) {
    return Lab.failure(channel, method, CallOptions.DEFAULT, request);
  }

  @Test
  void statusCodeAndMessage() {
    for (int i = 0; i < 6; i++) {
      Status status = failure(Orders.FAIL, "test status message");
      assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
      assertThat(status.getDescription()).isEqualTo("test status message");
    }
  }

  @Test
  void specialStatusMessage() {
    String special = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP \uD83D\uDE08\t\n";
    assertThat(failure(Orders.FAIL, special).getDescription()).isEqualTo(special);
  }

  @Test
  void unimplementedMethod() {
    MethodDescriptor<String, String> method =
        Orders.GET.toBuilder().setFullMethodName("shop.Orders/None").build();
    assertThat(failure(method, "").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void unimplementedService() {
    MethodDescriptor<String, String> method =
        Orders.GET.toBuilder().setFullMethodName("shop.None/Get").build();
    assertThat(failure(method, "").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(lab.failures()).as("no fault of the endpoint").isZero();
  }
}
