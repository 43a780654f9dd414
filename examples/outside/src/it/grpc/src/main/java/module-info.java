/** All that a modular application has to say: gRPC finds the target's scheme by itself. */
module com.example.shop {
  requires dev.switchboard.grpc;
  requires io.grpc.netty.shaded;
  requires io.grpc.stub;
}
