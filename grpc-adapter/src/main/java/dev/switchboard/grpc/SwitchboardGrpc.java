package dev.switchboard.grpc;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.CallKeys;
import io.grpc.CallOptions;
import io.grpc.NameResolver;
import java.util.Map;

/**
 * What an application may tell its gRPC channels and stubs. Most tell nothing: with this library on
 * the class path the target alone is enough.
 *
 * <pre>{@code
 * ManagedChannel channel =
 *     Grpc.newChannelBuilder("switchboard:///orders:50051", InsecureChannelCredentials.create())
 *         .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard) // else the shared one
 *         .build();
 * }</pre>
 *
 * <p>The {@code :authority} of calls, and the name that a certificate must carry, are the alias's:
 * {@code orders:50051} and {@code orders}.
 */
public final class SwitchboardGrpc {

  /**
   * The Switchboard that a channel goes through, for {@code setNameResolverArg} of its builder.
   * Default: {@link Switchboard#shared()}, asked for when the channel is built. It must not be
   * closed before the channel.
   */
  public static final NameResolver.Args.Key<Switchboard> SWITCHBOARD =
      NameResolver.Args.Key.create("dev.switchboard.grpc.SWITCHBOARD");

  /**
   * A service config of the application's own, for {@code setNameResolverArg} of a channel's
   * builder: as gRPC documents it, in the form of {@code
   * io.grpc.ManagedChannelBuilder#defaultServiceConfig}. Its methods then are called as it says,
   * and the retries of the alias's call policy are not used, nor is its deadline for methods that
   * have a timeout there. Default: made of that policy.
   *
   * <p>{@code defaultServiceConfig} itself is used by gRPC only where a resolver has none.
   */
  public static final NameResolver.Args.Key<Map<String, ?>> SERVICE_CONFIG =
      NameResolver.Args.Key.create("dev.switchboard.grpc.SERVICE_CONFIG");

  /**
   * Whether a call may safely be sent twice, for {@code withOption} of a stub or of call options:
   * the application knows. Default: what the method's definition says by its {@code
   * idempotency_level}.
   */
  public static final CallOptions.Key<Boolean> REPEATABLE =
      CallOptions.Key.createWithDefault("dev.switchboard.grpc.REPEATABLE", false);

  /**
   * What a call carries that its endpoint may be chosen by, for {@code withOption} of a stub or of
   * call options, besides the call's headers: {@code CallKeys.of("tenant", "7")}. Default: the
   * headers alone.
   */
  public static final CallOptions.Key<CallKeys> KEYS =
      CallOptions.Key.create("dev.switchboard.grpc.KEYS");

  private SwitchboardGrpc() {}
}
