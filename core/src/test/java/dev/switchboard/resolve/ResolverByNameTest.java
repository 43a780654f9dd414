package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.cloudmap.CloudMapResolver;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;

class ResolverByNameTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);

  private final SettableResolver special = new SettableResolver().set("payments", A);
  private final SettableResolver usual = new SettableResolver().set("orders", B);
  private final Heard heard = new Heard();

  private void watch(Resolver resolver, Service service) {
    resolver.watch(
        service,
        heard,
        new Resolver.Context(
            new ManualClock(), Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
  }

  @Test
  void namedServicesGoTheirOwnWay_andTheOthersTheUsual() {
    Resolver resolver = Resolver.byName(Map.of("Payments", special), usual);
    watch(resolver, resolver.service("PAYMENTS"));
    watch(resolver, resolver.serviceFor("orders").orElseThrow());
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]", "[10.0.0.2:80]");
    assertThat(special.watches()).isEqualTo(1);
    assertThat(usual.watches()).isEqualTo(1);
    resolver.close();
    assertThat(special.watches() + usual.watches()).isZero();
  }

  @Test
  void aNamedHostIsClaimedThoughItsResolverDoesNotClaimIt() {
    Resolver resolver = Resolver.byName(Map.of("db.example.com", special), usual);
    assertThat(resolver.serviceFor("db.example.com"))
        .contains(new Service("test", "db.example.com"));
    assertThat(resolver.serviceFor("www.example.com")).isEmpty();
    assertThat(resolver.serviceFor("localhost")).isEmpty();
  }

  @Test
  void aLongerNameIsTheSameService() {
    CloudMapResolver prod =
        CloudMapResolver.builder("prod")
            .client(
                new ServiceDiscoveryClient() {
                  @Override
                  public String serviceName() {
                    return "servicediscovery";
                  }

                  @Override
                  public void close() {}
                })
            .build();
    Resolver resolver = Resolver.byName(Map.of("payments", special), prod);
    assertThat(resolver.serviceFor("payments.prod"))
        .contains(new Service("test", "payments"))
        .isEqualTo(resolver.serviceFor("payments"));
    assertThat(resolver.serviceFor("orders.prod")).contains(new Service("prod", "orders"));
    Resolver around = Resolver.byName(Map.of("orders.prod", prod), special);
    assertThat(around.service("orders.prod")).isEqualTo(new Service("prod", "orders.prod"));
    watch(around, special.service("payments"));
    assertThat(heard.next()).containsExactly("[10.0.0.1:80]");
  }

  @Test
  void whatItsResolverLacksIsRefused_andTwoForOneNameAre() {
    Resolver written = StaticResolver.of(Map.of("stock", List.of(A)));
    Resolver resolver = Resolver.byName(Map.of("payments", written), usual);
    assertThatThrownBy(() -> resolver.service("payments"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no service \"payments\"");
    Map<String, Resolver> twice = new LinkedHashMap<>();
    twice.put("orders", usual);
    twice.put("ORDERS", special);
    assertThatThrownBy(() -> Resolver.byName(twice, usual))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the service \"ORDERS\" has two resolvers; names are compared in lower case");
  }
}
