package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What a call carries that its endpoint may be chosen by: what its options say, else its headers.
 */
record GrpcKeys(PickSubchannelArgs call) implements CallKeys {

  @Override
  public @Nullable String value(String name) {
    CallKeys given = call.getCallOptions().getOption(SwitchboardGrpc.KEYS);
    String value = given == null ? null : given.value(name);
    return value == null ? header(name) : value;
  }

  private @Nullable String header(String name) {
    Metadata.Key<String> key;
    try {
      key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    } catch (IllegalArgumentException e) {
      return null; // not a name that a header can have
    }
    return call.getHeaders().get(key);
  }
}
