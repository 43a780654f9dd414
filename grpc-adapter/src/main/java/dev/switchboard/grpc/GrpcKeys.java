package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** What a call carries that its endpoint may be chosen by: what it is given, else its headers. */
final class GrpcKeys {

  private GrpcKeys() {}

  static @Nullable String value(String name, @Nullable CallKeys given, Metadata headers) {
    String value = given == null ? null : given.value(name);
    return value == null ? header(name, headers) : value;
  }

  private static @Nullable String header(String name, Metadata headers) {
    Metadata.Key<String> key;
    try {
      key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    } catch (IllegalArgumentException e) {
      return null; // not a name that a header can have
    }
    return headers.get(key);
  }
}
