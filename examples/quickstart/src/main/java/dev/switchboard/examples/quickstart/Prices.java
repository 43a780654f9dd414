package dev.switchboard.examples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The gRPC service of prices, as a compiler of protocol buffers would make it of a definition. */
final class Prices {

  /** May safely be sent twice: {@code idempotency_level = NO_SIDE_EFFECTS}. */
  private static final MethodDescriptor<String, String> GET =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("shop.Prices/Get")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .setIdempotent(true)
          .setSafe(true)
          .build();

  private Prices() {}

  static String get(Channel channel, String item) {
    return ClientCalls.blockingUnaryCall(channel, GET, CallOptions.DEFAULT, item);
  }

  static ServerServiceDefinition service(ServerCalls.UnaryMethod<String, String> get) {
    return ServerServiceDefinition.builder("shop.Prices")
        .addMethod(GET, ServerCalls.asyncUnaryCall(get))
        .build();
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {

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
