package com.example.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.StaticResolver;
import io.grpc.CallOptions;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Calls orders:50051, through the shared Switchboard, with nothing said but the target. */
public final class Shop {

  private static final MethodDescriptor<String, String> GET =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("shop.Orders/Get")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private Shop() {}

  public static void main(String[] args) throws IOException {
    Server orders =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(
                ServerServiceDefinition.builder("shop.Orders")
                    .addMethod(
                        GET,
                        ServerCalls.asyncUnaryCall(
                            (item, answers) -> {
                              answers.onNext("order " + item);
                              answers.onCompleted();
                            }))
                    .build())
            .build()
            .start();
    Endpoint task = Endpoint.of("127.0.0.1", orders.getPort());
    Switchboard.share(
        Switchboard.builder()
            .allowLoopback()
            .resolver(StaticResolver.of(Map.of("orders", List.of(task))))
            .build());
    ManagedChannel channel =
        Grpc.newChannelBuilder("switchboard:///orders:50051", InsecureChannelCredentials.create())
            .build();
    String answer = ClientCalls.blockingUnaryCall(channel, GET, CallOptions.DEFAULT, "7");
    channel.shutdownNow();
    orders.shutdownNow();
    if (!answer.equals("order 7")) {
      throw new AssertionError("orders:50051 answered " + answer);
    }
  }

  private static final class Text implements Marshaller<String> {

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
