package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.testing.SettableResolver;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be written for a target, and what is said where it cannot. */
@Timeout(60)
class TargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "switchboard:///orders:50051",
        "switchboard://orders:50051",
        "switchboard://orders:50051/",
        "switchboard:orders:50051",
        "Switchboard:///ORDERS:50051",
        "switchboard:/orders:50051",
        "switchboard:///ORDERS:50051",
        "Switchboard:///orders:50051"
      })
  void allSpellings(String target) throws Exception {
    assertThat(Target.alias(URI.create(target))).isEqualTo(new Alias("orders", 50051));
    try (Lab lab = new Lab()) {
      lab.registered("a");
      ManagedChannel channel =
          lab.channel(target, InsecureChannelCredentials.create(), builder -> {});
      assertThat(channel.authority()).isEqualTo("orders:50051");
      assertThat(Lab.get(channel)).isEqualTo("a");
    }
  }

  @Test
  void namesWithDotsAndUnderscores() {
    assertThat(Target.alias(URI.create("switchboard://my_orders.prod:1")))
        .isEqualTo(new Alias("my_orders.prod", 1));
  }

  @ParameterizedTest
  @CsvSource({
    "switchboard:///orders, the port is missing",
    "switchboard:orders, the port is missing",
    "switchboard://orders, the port is missing",
    "switchboard:///orders:, the port must be a number",
    "switchboard:///orders:grpc, the port must be a number",
    "switchboard:///orders:0, the port must be between 1 and 65535",
    "switchboard:///orders:65536, the port must be between 1 and 65535",
    "switchboard:///:50051, the host is missing",
    "switchboard:///, the port is missing",
    "switchboard:///127.0.0.1:50051, no number or IP address",
    "switchboard:///orders:50051/v1, an alias has no path",
    "switchboard://dns/orders:50051, an alias has no path",
    "switchboard:///me@orders:50051, an alias has no user",
    "switchboard://me:secret@orders:50051, an alias has no user",
    "switchboard:///orders:50051?x=1, an alias has no parameters",
    "switchboard:orders:50051?x=1, an alias has no parameters",
    "switchboard:///orders:50051#x, an alias has no parameters"
  })
  void aWrongTargetIsRefusedWhenTheChannelIsBuilt(String target, String why) {
    try (Switchboard switchboard = Switchboard.builder().resolver(new SettableResolver()).build()) {
      assertThatThrownBy(() -> build(target, switchboard))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(why)
          .hasMessageMatching(
              "[^.]*\"[^\"]*\"( is wrong.*)\\. Write switchboard:///host:port, such as"
                  + " switchboard:///orders:50051\\.")
          .hasMessageNotContaining("mysql");
    }
  }

  private static ManagedChannel build(String target, Switchboard switchboard) {
    return Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
        .setNameResolverArg(SwitchboardGrpc.SWITCHBOARD, switchboard)
        .build();
  }

  @Test
  void anUnknownAliasIsRefusedWhenTheChannelIsBuilt() {
    try (Switchboard switchboard =
        Switchboard.builder()
            .resolver(new SettableResolver())
            .alias("orders:50051")
            .onlyDeclaredAliases()
            .build()) {
      assertThatThrownBy(() -> build("switchboard:///basket:50051", switchboard))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("basket:50051 is no alias of this Switchboard")
          .hasMessageContaining(".alias(\"basket:50051\")");
    }
  }

  @Test
  void aWrongServiceConfigIsRefusedWhenTheChannelIsBuilt() {
    try (Lab lab = new Lab()) {
      Map<String, ?> wrong =
          Map.of("methodConfig", List.of(Map.of("name", List.of(Map.of()), "timeout", "soon")));
      assertThatThrownBy(
              () -> lab.channel(b -> b.setNameResolverArg(SwitchboardGrpc.SERVICE_CONFIG, wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("the service config given for orders:50051 is wrong");
    }
  }

  @Test
  void theSharedSwitchboardIsTheDefault() throws Exception {
    try (Lab lab = new Lab()) {
      lab.registered("a");
      Switchboard.share(lab.switchboard);
      ManagedChannel channel =
          Grpc.newChannelBuilder(Lab.TARGET, InsecureChannelCredentials.create()).build();
      try {
        assertThat(Lab.get(channel)).isEqualTo("a");
      } finally {
        channel.shutdownNow();
        Switchboard.resetShared();
      }
    }
  }
}
