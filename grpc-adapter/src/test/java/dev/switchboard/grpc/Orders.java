package dev.switchboard.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A service with one method of each kind, whose messages are strings. */
abstract class Orders {

  static final MethodDescriptor<String, String> GET =
      method("Get", MethodType.UNARY).setIdempotent(true).setSafe(true).build();

  /** May not be sent twice. */
  static final MethodDescriptor<String, String> ADD = method("Add", MethodType.UNARY).build();

  /** Sends back its name and what it got. */
  static final MethodDescriptor<String, String> ECHO = method("Echo", MethodType.UNARY).build();

  /** Fails with {@code UNKNOWN} and what it got. */
  static final MethodDescriptor<String, String> FAIL = method("Fail", MethodType.UNARY).build();

  static final MethodDescriptor<String, String> LIST =
      method("List", MethodType.SERVER_STREAMING).build();

  static final MethodDescriptor<String, String> UPLOAD =
      method("Upload", MethodType.CLIENT_STREAMING).build();

  static final MethodDescriptor<String, String> CHAT =
      method("Chat", MethodType.BIDI_STREAMING).build();

  private static MethodDescriptor.Builder<String, String> method(String name, MethodType type) {
    return MethodDescriptor.<String, String>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName("shop.Orders", name))
        .setRequestMarshaller(Text.MARSHALLER)
        .setResponseMarshaller(Text.MARSHALLER);
  }

  /** Answers {@link #GET} and {@link #ADD}. */
  abstract void answer(String request, StreamObserver<String> answers);

  abstract void echo(String request, StreamObserver<String> answers);

  private static void fail(String request, StreamObserver<String> answers) {
    answers.onError(Status.UNKNOWN.withDescription(request).asRuntimeException());
  }

  abstract void list(String request, StreamObserver<String> answers);

  abstract StreamObserver<String> upload(StreamObserver<String> answers);

  abstract StreamObserver<String> chat(StreamObserver<String> answers);

  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder("shop.Orders")
        .addMethod(GET, ServerCalls.asyncUnaryCall(this::answer))
        .addMethod(ADD, ServerCalls.asyncUnaryCall(this::answer))
        .addMethod(ECHO, ServerCalls.asyncUnaryCall(this::echo))
        .addMethod(FAIL, ServerCalls.asyncUnaryCall(Orders::fail))
        .addMethod(LIST, ServerCalls.asyncServerStreamingCall(this::list))
        .addMethod(UPLOAD, ServerCalls.asyncClientStreamingCall(this::upload))
        .addMethod(CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {

    static final Text MARSHALLER = new Text();

    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
