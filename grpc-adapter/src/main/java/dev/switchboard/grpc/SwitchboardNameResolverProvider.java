package dev.switchboard.grpc;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Resolves targets such as {@code switchboard:///orders:50051}. gRPC finds it by itself; an
 * application does not name it.
 */
public final class SwitchboardNameResolverProvider extends NameResolverProvider {

  private static final int USUAL_PRIORITY = 5;

  /** For gRPC. */
  public SwitchboardNameResolverProvider() {}

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return USUAL_PRIORITY;
  }

  @Override
  public String getDefaultScheme() {
    return Target.SCHEME;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return Set.of(InetSocketAddress.class);
  }

  /**
   * A resolver of {@code target}; null if its scheme is another.
   *
   * @throws IllegalArgumentException if the target names no alias of the channel's Switchboard, or
   *     its service config is wrong
   * @throws dev.switchboard.config.ConfigException if the shared Switchboard has to be made, and
   *     there is no configuration or something in it is wrong
   */
  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!Target.SCHEME.equalsIgnoreCase(target.getScheme())) {
      return null;
    }
    Alias alias = Target.alias(target);
    Switchboard given = args.getArg(SwitchboardGrpc.SWITCHBOARD);
    Switchboard switchboard = given == null ? Switchboard.shared() : given;
    Dialer dialer =
        switchboard.dialer(alias.host(), alias.port()).orElseThrow(() -> unknown(alias));
    return new AliasNameResolver(
        dialer, new ServiceConfig(args, alias), args.getSynchronizationContext());
  }

  private static IllegalArgumentException unknown(Alias alias) {
    return new IllegalArgumentException(
        alias
            + " is no alias of this Switchboard: it was not declared, and the resolver claims no"
            + " such name. Declare it with .alias(\""
            + alias
            + "\") or in the configuration's \"services\".");
  }
}
