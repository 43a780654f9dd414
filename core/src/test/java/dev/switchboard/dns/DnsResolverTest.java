package dev.switchboard.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.Rcode;

/** What DNS says, over real sockets; the dice always fall highest: questions at the TTL exactly. */
@Timeout(60)
class DnsResolverTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private final ManualClock clock = new ManualClock();
  private final Heard heard = new Heard();
  private final DnsServer server;

  DnsResolverTest() throws IOException {
    server = new DnsServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Resolver resolver(UnaryOperator<DnsResolver.Builder> more) {
    return more.apply(
            DnsResolver.builder("prod.internal")
                .server("127.0.0.1", server.port())
                .policy(DnsPolicy.defaults().withTimeout(Duration.ofMillis(600))))
        .build();
  }

  private Resolver.Watch watch(
      UnaryOperator<DnsResolver.Builder> more, Resolver.Observer observer) {
    Resolver resolver = resolver(more);
    Resolver.Watch watch =
        resolver.watch(
            resolver.service("orders"),
            observer,
            new Resolver.Context(
                clock, (Randomness) () -> -1, Runnable::run, ResolutionPolicy.defaults()));
    clock.advance(Duration.ZERO);
    return watch;
  }

  private List<String> hear(UnaryOperator<DnsResolver.Builder> more) {
    watch(more, heard).close();
    return heard.next();
  }

  private List<Endpoint> endpoints(UnaryOperator<DnsResolver.Builder> more) {
    List<Endpoint> all = new ArrayList<>();
    watch(
            more,
            new Resolver.Observer() {
              @Override
              public void onResolution(Resolution resolution) {
                all.addAll(resolution.endpoints().asList());
              }

              @Override
              public void onUnchanged() {}

              @Override
              public void onError(ResolutionError error) {}
            })
        .close();
    return all;
  }

  private String at(String type) {
    return " (asked 127.0.0.1 port " + server.port() + " for " + type + " of orders.prod.internal)";
  }

  // Addresses

  @Test
  void addressesAtThePortGiven_orTheAliassOwn() {
    server.list("orders.prod.internal. 60 A 10.0.0.2").list("orders.prod.internal. 60 A 10.0.0.1");
    assertThat(hear(b -> b.addresses(8080))).containsExactly("[10.0.0.1:8080, 10.0.0.2:8080]");
    assertThat(hear(b -> b)).containsExactly("[10.0.0.1:0, 10.0.0.2:0]");
    assertThat(server.asked()).containsOnly("udp orders.prod.internal. A");
  }

  @Test
  void ipv6WhereThereIsNoIpv4() {
    server.list("orders.prod.internal. 60 AAAA fd00::5");
    assertThat(hear(b -> b.addresses(80))).containsExactly("[[fd00:0:0:0:0:0:0:5]:80]");
    server.list("orders.prod.internal. 60 A 10.0.0.1");
    assertThat(hear(b -> b.addresses(80))).containsExactly("[10.0.0.1:80]");
  }

  @Test
  void aliasesAreFollowed_byTheServerOrByUs() {
    server
        .list("orders.prod.internal. 5 CNAME v2.prod.internal.")
        .list("v2.prod.internal. 60 CNAME blue.other.")
        .list("blue.other. 60 A 10.0.0.1");
    assertThat(hear(b -> b)).containsExactly("[10.0.0.1:0]");
    assertThat(server.asked()).hasSize(1);
    server.followsAliases(false);
    assertThat(hear(b -> b)).containsExactly("[10.0.0.1:0]");
    assertThat(server.asked()).hasSize(3);
  }

  @Test
  void aCircleOfAliasesEnds() {
    server
        .list("orders.prod.internal. 5 CNAME v2.prod.internal.")
        .list("v2.prod.internal. 5 CNAME orders.prod.internal.")
        .followsAliases(false);
    assertThat(hear(b -> b))
        .containsExactly(
            "UNAVAILABLE DNS leads from alias to alias and to no end"
                + at("A")
                + ". Look for a circle of CNAME records");
    server.asked();
    server.followsAliases(true);
    assertThat(hear(b -> b)).hasSize(1).first().asString().startsWith("UNAVAILABLE ");
    assertThat(server.asked()).hasSizeLessThan(20);
  }

  @Test
  void moreThanAThousandAreCut_andComeOverTcp() {
    for (int i = 0; i < 1100; i++) {
      server.list("orders.prod.internal. 60 A 10.0." + i / 250 + "." + i % 250);
    }
    List<String> news = hear(b -> b);
    assertThat(server.asked())
        .containsExactly("udp orders.prod.internal. A", "tcp orders.prod.internal. A");
    assertThat(news).hasSize(1);
    assertThat(news.get(0))
        .endsWith(
            " without [Skipped[instanceId=orders.prod.internal, reason=lists 1100; only 1000 are"
                + " used]]")
        .matches("(?s)\\[([^,]+, ){999}[^,]+\\] without .*");
  }

  // SRV

  @Test
  void srvNamesPortsAndWeights_andItsTargetsAreLookedUp() {
    server
        .list("orders.prod.internal. 60 SRV 1 3 8080 a.prod.internal.")
        .list("orders.prod.internal. 60 SRV 1 1 8081 b.prod.internal.")
        .list("orders.prod.internal. 60 SRV 2 1 8082 c.prod.internal.")
        .list("a.prod.internal. 60 A 10.0.0.1")
        .list("b.prod.internal. 60 AAAA fd00::5")
        .list("c.prod.internal. 60 A 10.0.0.3");
    List<Endpoint> found = endpoints(DnsResolver.Builder::srv);
    assertThat(found)
        .extracting(Endpoint::authority)
        .containsExactly("10.0.0.1:8080", "[fd00:0:0:0:0:0:0:5]:8081");
    assertThat(found).extracting(Endpoint::weight).containsExactly(3, 1);
    assertThat(found)
        .extracting(Endpoint::id)
        .containsExactly("a.prod.internal", "b.prod.internal");
    assertThat(server.asked())
        .containsExactly(
            "udp orders.prod.internal. SRV",
            "udp a.prod.internal. A",
            "udp b.prod.internal. A",
            "udp b.prod.internal. AAAA");
  }

  @Test
  void whatTheServerAddsIsNotAskedForAgain() {
    server
        .list("orders.prod.internal. 60 SRV 1 1 8080 a.prod.internal.")
        .listBeside("a.prod.internal. 60 A 10.0.0.1")
        .listBeside("z.prod.internal. 60 A 10.0.0.9");
    assertThat(hear(DnsResolver.Builder::srv)).containsExactly("[10.0.0.1:8080]");
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void theNextPriorityIsUsedWhenTheLowestHasNoEndpoint() {
    server
        .list("orders.prod.internal. 60 SRV 1 1 8080 gone.prod.internal.")
        .list("orders.prod.internal. 60 SRV 2 1 8082 c.prod.internal.")
        .list("c.prod.internal. 60 A 10.0.0.3");
    assertThat(hear(DnsResolver.Builder::srv))
        .containsExactly(
            "[10.0.0.3:8082] without [Skipped[instanceId=gone.prod.internal, reason=is a target"
                + " without an address; add an A or AAAA record]]");
  }

  @Test
  void aWeightOfZeroIsATenthOfOne_andAllZeroAreEqual() {
    server
        .list("orders.prod.internal. 60 SRV 1 0 80 a.prod.internal.")
        .list("orders.prod.internal. 60 SRV 1 65535 80 b.prod.internal.")
        .list("a.prod.internal. 60 A 10.0.0.1")
        .list("b.prod.internal. 60 A 10.0.0.2");
    assertThat(endpoints(DnsResolver.Builder::srv))
        .extracting(Endpoint::weight)
        .containsExactly(1, 655_350);
    server
        .clear()
        .list("orders.prod.internal. 60 SRV 1 0 80 a.prod.internal.")
        .list("orders.prod.internal. 60 SRV 1 0 81 a.prod.internal.")
        .list("a.prod.internal. 60 A 10.0.0.1");
    assertThat(endpoints(DnsResolver.Builder::srv))
        .extracting(Endpoint::weight)
        .containsExactly(1, 1);
  }

  @Test
  void theRootForATargetMeansNotHere() {
    server.list("orders.prod.internal. 60 SRV 0 0 0 .");
    assertThat(hear(DnsResolver.Builder::srv))
        .containsExactly(
            "[] without [Skipped[instanceId=orders.prod.internal, reason=says by the target \".\""
                + " that the service is not offered here]]");
  }

  // What can go wrong

  @Test
  void aNameThatDoesNotExistIsUnknown_andOneWithoutRecordsIsEmpty() {
    assertThat(hear(b -> b))
        .containsExactly(
            "UNKNOWN_SERVICE DNS knows no such name"
                + at("A")
                + ". Check the spelling and the domain, or name the service of this alias:"
                + " .alias(\"host:port\", a -> a.withService(\"name\")). If this host is none of"
                + " this domain's, declare the aliases and add .onlyDeclaredAliases()");
    assertThat(hear(DnsResolver.Builder::srv)).first().asString().contains(at("SRV"));
    server.list("orders.prod.internal. 60 TXT text");
    assertThat(hear(b -> b)).containsExactly("[]");
    assertThat(hear(DnsResolver.Builder::srv)).containsExactly("[]");
  }

  @Test
  void aServerThatFailsOrRefusesIsUnavailable() {
    server.rcode(Rcode.SERVFAIL);
    assertThat(hear(b -> b))
        .containsExactly(
            "UNAVAILABLE DNS answered SERVFAIL"
                + at("A")
                + ". What the server itself asks may be down; see its log");
    server.rcode(Rcode.REFUSED);
    assertThat(hear(b -> b))
        .containsExactly(
            "UNAVAILABLE DNS answered REFUSED"
                + at("A")
                + ". The server does not serve this network or this domain");
    server.rcode(Rcode.NOTIMP);
    assertThat(hear(b -> b)).first().asString().contains("NOTIMP").contains("name another");
  }

  @Test
  void aServerThatIsSilentIsUnavailable_andALostPacketIsAskedForAgain() {
    server.list("orders.prod.internal. 60 A 10.0.0.1").drop(1);
    assertThat(hear(b -> b)).containsExactly("[10.0.0.1:0]");
    server.silent(true);
    assertThat(hear(b -> b))
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "UNAVAILABLE DNS did not answer: no usable answer within PT0.6S, the last try:"
                + " 127.0.0.1 port ")
        .endsWith(at("A") + ". Check that the server is reachable from here over UDP and TCP");
  }

  @Test
  void anotherServerKnowsWhatOneFailsAt() throws IOException {
    server.list("orders.prod.internal. 60 A 10.0.0.1");
    try (DnsServer broken = new DnsServer()) {
      broken.rcode(Rcode.SERVFAIL);
      assertThat(hearFirst(broken)).containsExactly("[10.0.0.1:0]");
      broken.silent(true);
      assertThat(hearFirst(broken)).containsExactly("[10.0.0.1:0]");
      assertThat(broken.asked()).hasSize(2);
    }
  }

  /** Asks that server before the one that works. */
  private List<String> hearFirst(DnsServer other) {
    Resolver resolver =
        DnsResolver.builder("prod.internal")
            .server("127.0.0.1", other.port())
            .server("127.0.0.1", server.port())
            .policy(DnsPolicy.defaults().withTimeout(Duration.ofMillis(800)))
            .build();
    resolver.watch(
        resolver.service("orders"),
        heard,
        new Resolver.Context(
            clock, (Randomness) () -> -1, Runnable::run, ResolutionPolicy.defaults()));
    clock.advance(Duration.ZERO);
    resolver.close();
    return heard.next();
  }

  // When

  @Test
  void asksAgainWhenTheShortestTtlIsOver() {
    server
        .list("orders.prod.internal. 20 SRV 1 1 80 a.prod.internal.")
        .list("a.prod.internal. 7 A 10.0.0.1");
    watch(DnsResolver.Builder::srv, heard);
    server.asked();
    clock.advance(Duration.ofSeconds(7).minusMillis(1));
    assertThat(server.asked()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(server.asked()).hasSize(2);
  }

  @Test
  void noTtlIsShorterThanTheFloor_orLongerThanTheCeiling() {
    server.list("orders.prod.internal. 0 A 10.0.0.1");
    watch(b -> b, heard);
    server.asked();
    clock.advance(Duration.ofMillis(999));
    assertThat(server.asked()).isEmpty();
    server.clear().list("orders.prod.internal. 86400 A 10.0.0.1");
    clock.advance(Duration.ofMillis(1));
    assertThat(server.asked()).hasSize(1);
    clock.advance(Duration.ofSeconds(30).minusMillis(1));
    assertThat(server.asked()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(server.asked()).hasSize(1);
  }

  @Test
  void thatThereIsNothingIsGoodForWhatTheZoneSays() {
    server
        .list("orders.prod.internal. 60 TXT text")
        .authority("prod.internal. 9 SOA ns.prod.internal. me.prod.internal. 1 2 3 4 15");
    watch(DnsResolver.Builder::srv, heard);
    server.asked();
    clock.advance(Duration.ofSeconds(9).minusMillis(1));
    assertThat(server.asked()).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(server.asked()).hasSize(1);
  }

  // Names

  @Test
  void hostsAndNames() {
    Resolver resolver = resolver(b -> b);
    Service orders = new Service("prod.internal", "orders");
    assertThat(resolver.serviceFor("orders")).contains(orders);
    assertThat(resolver.serviceFor("orders.prod.internal")).contains(orders);
    assertThat(resolver.serviceFor("localhost")).isEmpty();
    assertThat(resolver.serviceFor(".prod.internal")).isEmpty();
    assertThat(resolver.serviceFor("example.com")).isEmpty();
    assertThat(resolver.service("Orders")).isEqualTo(orders);
    assertThat(DnsResolver.srv("Prod.Internal.").service("orders")).isEqualTo(orders);
    assertThat(DnsResolver.addresses("prod.internal").service("orders")).isEqualTo(orders);
    assertThatThrownBy(() -> resolver.service("a..b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"a..b.prod.internal\" is no domain name: ")
        .hasMessageEndingWith(". Write one such as orders.prod.internal");
    assertThatThrownBy(() -> DnsResolver.srv("x".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DnsResolver.srv(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the domain is empty; write one such as \"prod.internal\"");
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    DnsResolver.Builder builder = DnsResolver.builder("prod.internal");
    assertThatThrownBy(() -> builder.addresses(65536))
        .hasMessage("the port must be between 0 and 65535, but is 65536");
    assertThatThrownBy(() -> builder.server("127.0.0.1", 0))
        .hasMessage("the port must be between 1 and 65535, but is 0");
    assertThatThrownBy(() -> builder.server("dns.example", 53))
        .isInstanceOf(IllegalArgumentException.class);
    DnsPolicy policy = DnsPolicy.defaults();
    assertThatThrownBy(() -> policy.withTtlFloor(Duration.ofSeconds(1).minus(NANO)))
        .hasMessage("ttlFloor must be between 1s and 5m, but is PT0.999999999S");
    assertThatThrownBy(() -> policy.withTtlCeiling(Duration.ofSeconds(1).minus(NANO)))
        .hasMessage("ttlCeiling must be between 1s and 1d, but is PT0.999999999S");
    assertThatThrownBy(() -> policy.withTimeout(Duration.ofMinutes(1).plus(NANO)))
        .hasMessage("timeout must be between 100ms and 1m, but is PT1M0.000000001S");
  }
}
