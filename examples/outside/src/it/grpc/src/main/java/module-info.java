/**
 * All that a modular application has to say: gRPC finds the target's scheme by itself. It brings a
 * Guava for Android, which is no module and so does not say what it needs itself.
 */
module com.example.shop {
  requires com.google.common.util.concurrent.internal; // of Guava
  requires dev.switchboard.grpc;
  requires io.grpc.netty.shaded;
  requires io.grpc.stub;
}
