package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.config.ConfigException;
import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  static Configuration configuration(String json) {
    return Configuration.of(Document.of("c.json", json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Declared declared(String json) {
    return new Declarations().over(configuration(json));
  }

  private static AliasPolicy policy(String json, String alias) {
    Map<Alias, AliasPolicy> aliases = declared(json).aliases();
    assertThat(aliases).containsKey(Alias.parse(alias));
    return aliases.getOrDefault(Alias.parse(alias), AliasPolicy.defaults());
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> configuration(json))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  /** The request of {@code CreateService}, as a person has it before them. */
  static final String PASTED =
      """
      { "enabled": true,
        "namespace": "prod",
        "services": [
          { "portName": "http",
            "discoveryName": "orders",
            "clientAliases": [
              { "port": 8080, "dnsName": "orders",
                "testTrafficRules": { "header": { "name": "x-test", "value": { "exact": "1" } } } } ],
            "ingressPortOverride": 9000,
            "timeout": { "idleTimeoutSeconds": 60, "perRequestTimeoutSeconds": 5 },
            "tls": { "issuerCertificateAuthority": { "awsPcaAuthorityArn": "arn:aws:acm-pca" } } },
          { "portName": "mysql", "clientAliases": [ { "port": 3306 } ] } ],
        "logConfiguration": { "logDriver": "awslogs", "options": { "a": null } },
        "accessLogConfiguration": { "format": "JSON" } }
      """;

  @Test
  void whatEcsWasToldCanBePasted() {
    Declared declared = declared(PASTED);
    assertThat(declared.aliases())
        .containsOnlyKeys(Alias.parse("orders:8080"), Alias.parse("mysql.prod:3306"));
    assertThat(policy(PASTED, "orders:8080"))
        .isEqualTo(
            AliasPolicy.defaults()
                .withService("orders")
                .withCall(
                    call ->
                        call.withDeadline(Duration.ofSeconds(5))
                            .withIdleTimeout(Duration.ofMinutes(1))));
    assertThat(policy(PASTED, "mysql.prod:3306"))
        .isEqualTo(AliasPolicy.defaults().withService("mysql"));
  }

  @Test
  void whatHasNoEffectIsNoted() {
    assertThat(configuration(PASTED).notes())
        .extracting(note -> note.substring(0, note.indexOf(": without effect here: ")))
        .containsExactlyInAnyOrder(
            "c.json:8:11: services[0].clientAliases[0].testTrafficRules",
            "c.json:9:7: services[0].ingressPortOverride",
            "c.json:11:7: services[0].tls",
            "c.json:13:3: logConfiguration",
            "c.json:14:3: accessLogConfiguration");
    assertThat(
            configuration(
                    """
                    {"namespace": "prod", "services": [ { "portName": "a", "call": {},
                      "endpoints": [] } ] }""")
                .notes())
        .containsExactlyInAnyOrder(
            "c.json:1:56: services[0].call: without effect here: the service has no clientAliases"
                + " to apply it to",
            "c.json:2:3: services[0].endpoints: without effect here: they are read with"
                + " \"resolver\": {\"file\": {}}");
    assertThat(configuration("{\"namespace\": \"prod\"}").notes()).isEmpty();
  }

  @Test
  void aServiceBeginsWithTheDefaultsAndTheProgramHasTheLastWord() {
    Configuration configuration =
        configuration(
            """
            { "defaults": { "call": { "deadline": "3s", "retry": { "retries": 1 } },
                            "outlier": { "ejection": { "dryRun": true } },
                            "balancer": "leastRequest" },
              "services": [ { "discoveryName": "orders",
                              "clientAliases": [ { "port": 80, "dnsName": "orders" },
                                                 { "port": 81, "dnsName": "orders" } ],
                              "call": { "retry": { "backoffBase": "10ms" } },
                              "balancer": "roundRobin" } ] }
            """);
    Declarations program = new Declarations();
    program.defaults(policy -> policy.withCall(c -> c.withConnectTimeout(Duration.ofMillis(5))));
    program.add(Alias.parse("orders:81"), policy -> policy.withService("other"));
    program.add(Alias.parse("db:1"), policy -> policy);
    Declared declared = program.over(configuration);

    AliasPolicy defaults =
        AliasPolicy.defaults()
            .withCall(
                call ->
                    call.withDeadline(Duration.ofSeconds(3))
                        .withRetry(retry -> retry.withRetries(1))
                        .withConnectTimeout(Duration.ofMillis(5)))
            .withOutlier(outlier -> outlier.withEjection(e -> e.withDryRun(true)))
            .withBalancer(declared.defaults().balancer());
    assertThat(declared.defaults()).isEqualTo(defaults);
    AliasPolicy orders =
        defaults
            .withService("orders")
            .withCall(c -> c.withRetry(r -> r.withBackoffBase(Duration.ofMillis(10))))
            .withBalancer(Balancer.roundRobin());
    assertThat(declared.aliases())
        .containsOnly(
            Map.entry(Alias.parse("orders:80"), orders),
            Map.entry(Alias.parse("orders:81"), orders.withService("other")),
            Map.entry(Alias.parse("db:1"), defaults));
  }

  @Test
  void theRestReachesTheSwitchboard() {
    Switchboard.Builder builder =
        configuration(
                """
                { "zone": "eu-west-1a", "ownService": "frontend", "onlyDeclaredAliases": true,
                  "services": [ { "portName": "orders",
                                  "clientAliases": [ { "port": 80, "dnsName": "shop" } ] } ] }
                """)
            .builder();
    SettableResolver resolver = new SettableResolver();
    try (Switchboard switchboard = builder.resolver(resolver).clock(new ManualClock()).build()) {
      assertThat(switchboard.dialer("undeclared", 80)).isEmpty();
      assertThat(switchboard.snapshot())
          .extracting(UpstreamSnapshot::service)
          .containsExactly(resolver.service("orders"));
      assertThat(resolver.watches()).isEqualTo(2); // its own, too
    }
  }

  @Test
  void aDeadlineMayBeSaidOnce() {
    String service =
        "{\"services\": [{\"portName\": \"a\", \"clientAliases\": [{\"port\": 1, \"dnsName\": \"a\"}],"
            + " \"timeout\": {\"perRequestTimeoutSeconds\": %s}, \"call\": {\"deadline\": \"%s\"}}]}";
    assertThat(policy(String.format(service, "0", "0s"), "a:1").call().deadline()).isZero();
    assertRefused(
        String.format(service, "5", "6s"),
        "c.json:1:93: services[0].timeout.perRequestTimeoutSeconds: call.deadline says PT6S, and it"
            + " is the same; leave one of them out");
  }

  @Test
  void errorsOfDocuments() {
    assertRefused(
        "{\"enabled\": false}",
        "c.json:1:2: enabled: Service Connect is turned off here; write true or leave the key out"
            + " to use Switchboard, or do not build one");
    assertRefused(
        "{\"services\": [{\"portName\": \"a\", \"call\": {\"retry\": {\"retrys\": 1}}}]}",
        "c.json:1:52: services[0].call.retry: unknown key \"retrys\", did you mean \"retries\"?"
            + " Known: retries, backoffBase, backoffMax, budgetPercent, budgetPerSecond");
    assertRefused(
        "{\"defaults\": {\"call\": {\"connectTimeout\": \"2m\"}}}",
        "c.json:1:24: defaults.call.connectTimeout: connectTimeout must be between 1ms and"
            + " 1m, but is 2m");
    assertRefused(
        "{\"services\": [{}]}", "c.json:1:15: services[0]: the key \"discoveryName\" is missing");
    assertRefused(
        "{\"services\": [{\"discoveryname\": \"a\"}]}",
        "c.json:1:15: services[0]: the key \"discoveryName\" is missing; is"
            + " \"discoveryname\" meant?");
    assertRefused(
        "{\"serviceConnectConfiguration\": {}}",
        "c.json:1:2: serviceConnectConfiguration: paste what is within its braces:"
            + " \"namespace\" and \"services\" stand at the top");
    assertRefused(
        "{\"namespace\": \"arn:aws:x\", \"services\": [{\"portName\": \"a\", \"clientAliases\":"
            + " [{\"port\": 1}]}]}",
        "c.json:1:77: services[0].clientAliases[0]: the alias has no \"dnsName\", and the document"
            + " no \"namespace\" by name to make one of; write what clients dial, such as"
            + " \"dnsName\": \"orders\", or the name: \"resolver\":"
            + " {\"cloudMap\": {\"namespaceName\": \"prod\"}}");
    assertThatThrownBy(
            () ->
                configuration(
                    "{\"services\": [{\"portName\": \"a\", \"clientAliases\": [{\"dnsName\":"
                        + " \"10.0.0.1\", \"port\": 1}]}]}"))
        .hasMessageStartingWith(
            "c.json:1:52: services[0].clientAliases[0].dnsName: \"10.0.0.1:1\" is no alias");
    assertRefused(
        "{\"services\": [{\"portName\": \"a\", \"clientAliases\": [{\"dnsName\": \"a:1\","
            + " \"port\": 1}]}]}",
        "c.json:1:52: services[0].clientAliases[0].dnsName: must be the host alone, such as"
            + " \"orders\"; its port goes into \"port\"");
    assertRefused(
        "{\"services\": [{\"portName\": \"a\", \"clientAliases\": [{\"dnsName\": \"a\","
            + " \"port\": 80800}]}]}",
        "c.json:1:68: services[0].clientAliases[0].port: \"a:80800\" is no alias: the port must be"
            + " between 1 and 65535. Write host:port, such as mysql:3306.");
    String one = "{\"portName\": \"%s\", \"clientAliases\": [{\"port\": 1, \"dnsName\": \"x\"}]}";
    String two = "{\"services\": [" + one + ", " + one + "]}";
    assertThatThrownBy(() -> configuration(String.format(two, "a", "a")))
        .hasMessageContaining("services[1]: the service \"a\" is there already");
    assertThatThrownBy(() -> configuration(String.format(two, "a", "b")))
        .hasMessageContaining("services[1]: the alias x:1 is there already, for a");
    assertThatThrownBy(
            () ->
                configuration(
                    "{\"defaults\": {\"call\": {\"deadline\": \"1s\", \"perTryTimeout\": \"1s\"}}}"))
        .hasMessageContaining("perTryTimeout (1s) must be shorter than deadline");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"roundRobin\" | RoundRobin",
        "\"random\" | Random",
        "\"leastRequest\" | LeastCost",
        "\"peakEwma\" | LeastCost",
        "{\"leastRequest\": {\"fullScanUpTo\": 0}} | LeastCost",
        "{\"peakEwma\": {\"fullScanUpTo\": 3}} | LeastCost",
        "{\"consistentHash\": {\"key\": \"x-user\"}} | ConsistentHash",
        "{\"split\": {\"routes\": [{}], \"balancer\": \"random\"}} | Split",
        "{\"subset\": {\"size\": 12, \"balancer\": \"random\"}} | Random"
      })
  void balancers(String json, String picker) {
    Balancer balancer =
        declared("{\"defaults\": {\"balancer\": " + json + "}}").defaults().balancer();
    assertThat(BalancerPicks.of(balancer).getClass().getSimpleName()).startsWith(picker);
  }

  @Test
  void aSplitInWords() {
    assertThat(
            declared(
                    """
                    {"defaults": {"balancer": {"split": {"routes": [
                        {"to": {"version": "2"}, "when": {"x-canary": "true"}, "strict": true},
                        {"to": {"version": "2"}, "weight": 10},
                        {"weight": 90}],
                        "balancer": {"consistentHash": {"key": "x-user"}}}}}}""")
                .defaults()
                .balancer())
        .isEqualTo(
            Balancer.split(
                List.of(
                    SplitRoute.to("version", "2").withWhen("x-canary", "true").withStrict(true),
                    SplitRoute.to("version", "2").withWeight(10),
                    SplitRoute.toRest().withWeight(90)),
                Balancer.consistentHash("x-user")));
  }

  @Test
  void theUsualBalancerInWords() {
    assertThat(
            declared(
                    """
                    {"defaults": {"balancer": {"slowStart": {"window": "10s",
                        "balancer": {"sameZoneFirst": "roundRobin"}}}}}""")
                .defaults())
        .isEqualTo(AliasPolicy.defaults());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null | this must be an object: {...}, but is null; leave the key out for the default",
        "\"leastrequest\" | unknown balancer \"leastrequest\", did you mean \"leastRequest\"?",
        "{\"ringHash\": {}} | unknown balancer \"ringHash\". Known: roundRobin, random,",
        "\"slowStart\" | needs to know more",
        "{\"random\": {}} | has no parameters; write \"random\"",
        "\"consistentHash\" | needs to know more",
        "\"split\" | needs to know more",
        "{\"split\": {\"balancer\": \"random\"}} | the key \"routes\" is missing",
        "{\"split\": {\"routes\": [], \"balancer\": \"random\"}} | at least one route",
        "{\"split\": {\"routes\": [{\"too\": {}}], \"balancer\": \"random\"}} | unknown key \"too\"",
        "{\"split\": {\"routes\": [{\"to\": {\"v\": 2}}], \"balancer\": \"random\"}} | must be a string",
        "{\"split\": {\"routes\": [{\"to\": {}}], \"balancer\": \"random\"}} | this is empty",
        "{\"split\": {\"routes\": [{\"weight\": -1}], \"balancer\": \"random\"}} | between 0 and 1000000",
        "{\"split\": {\"routes\": [{\"when\": {\"a\": \"b\"}, \"weight\": 1}], \"balancer\": \"random\"}}"
            + " | leave its weight out",
        "{\"split\": {\"routes\": [{\"strict\": true}], \"balancer\": \"random\"}} | only a route with",
        "{\"consistentHash\": {}} | the key \"key\" is missing",
        "{\"consistentHash\": {\"key\": \" \"}} | the string is empty",
        "{\"consistentHash\": {\"key\": \"a\", \"header\": \"b\"}} | unknown key \"header\"",
        "{} | has one key, its name, but this has 0",
        "{\"subset\": {\"size\": 0, \"balancer\": \"random\"}} | size must be at least 1",
        "{\"subset\": {\"size\": 1}} | the key \"balancer\" is missing",
        "{\"slowStart\": {\"window\": \"1ms\", \"balancer\": \"random\"}} | window must be at least",
        "{\"peakEwma\": {}} | the key \"fullScanUpTo\" is missing"
      })
  void noBalancers(String json, String message) {
    assertThatThrownBy(() -> configuration("{\"defaults\": {\"balancer\": " + json + "}}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("defaults.balancer")
        .hasMessageContaining(message);
  }

  @TempDir private Path directory;

  private Resolution resolved(String resolver, String service) {
    String json =
        "{\"services\": [{\"discoveryName\": \"orders\","
            + " \"clientAliases\": [{\"port\": 8080, \"dnsName\": \"orders\"}],"
            + " \"endpoints\": [{\"address\": \"10.0.0.1\", \"port\": 80}]}],"
            + " \"resolver\": "
            + resolver
            + "}";
    List<Resolution> heard = new ArrayList<>();
    Resolver made = configuration(json).resolver();
    made.watch(
        made.service(service),
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {
            heard.add(resolution);
          }

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(ResolutionError error) {
            throw new AssertionError(error);
          }
        },
        new Resolver.Context(
            new ManualClock(), Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
    made.close();
    return heard.get(0);
  }

  @Test
  void resolversMadeOfOthers() {
    String other =
        "{\"firstOf\": [{\"merged\": [{\"file\": {}}, {\"file\": {}}]}, {\"file\": {}}]}";
    assertThat(resolved(other, "orders").endpoints().asList())
        .containsExactly(Endpoint.of("10.0.0.1", 80));
    assertThat(
            resolved("{\"byName\": {\"orders\": {\"file\": {}}, \"*\": " + other + "}}", "orders")
                .endpoints()
                .size())
        .isOne();
    assertThat(
            resolved(
                    "{\"remembering\": {\"directory\": \""
                        + directory
                        + "\", \"startTimeout\": \"5s\", \"resolver\": {\"file\": {}}}}",
                    "orders")
                .endpoints()
                .size())
        .isOne();
    assertThat(directory).isNotEmptyDirectory();
  }

  @Test
  void dns() {
    String dns = "{\"resolver\": {\"dns\": {\"domain\": \"prod.internal\", %s}}}";
    try (Resolver made = configuration(dns.formatted("\"port\": 80")).resolver()) {
      assertThat(made.serviceFor("orders.prod.internal")).isPresent();
    }
    configuration(dns.formatted("\"records\": \"srv\", \"servers\": [{\"address\": \"10.0.0.2\"}]"))
        .resolver()
        .close();
    assertThatThrownBy(() -> configuration(dns.formatted("\"records\": \"SRV\"")).resolver())
        .hasMessageContaining("resolver.dns.records: unknown kind of records \"SRV\"");
    assertThatThrownBy(
            () -> configuration(dns.formatted("\"records\": \"srv\", \"port\": 80")).resolver())
        .hasMessageContaining("resolver.dns.port: SRV records name the ports");
    assertThatThrownBy(
            () -> configuration(dns.formatted("\"servers\": [{\"address\": \"ns1\"}]")).resolver())
        .hasMessageContaining("resolver.dns.servers[0].address: \"ns1\" is no IP address");
    assertThatThrownBy(() -> configuration(dns.formatted("\"ttlFloor\": \"1ms\"")).resolver())
        .hasMessageContaining("resolver.dns.ttlFloor: ttlFloor must be");
  }

  @Test
  void resolversMadeOfNothing() {
    assertThatThrownBy(() -> resolved("{\"firstOf\": []}", "orders"))
        .hasMessageContaining("resolver.firstOf: the list is empty; name at least one resolver");
    assertThatThrownBy(() -> resolved("{\"merged\": [{\"fil\": {}}]}", "orders"))
        .hasMessageContaining(
            "resolver.merged[0].fil: unknown resolver \"fil\", did you mean \"file\"");
    assertThatThrownBy(() -> resolved("{\"byName\": {\"a\": {\"file\": {}}}}", "orders"))
        .hasMessageContaining("resolver.byName: the key \"*\" is missing");
    assertThatThrownBy(
            () ->
                resolved(
                    "{\"byName\": {\"a\": {\"file\": {}}, \"A\": {\"file\": {}}, \"*\": {\"file\": {}}}}",
                    "orders"))
        .hasMessageContaining("resolver.byName: the service \"A\" has two resolvers");
    assertThatThrownBy(() -> resolved("{\"remembering\": {\"dir\": \"/x\"}}", "orders"))
        .hasMessageContaining("the key \"directory\" is missing");
  }

  @Test
  void resolvers() {
    assertThatThrownBy(() -> configuration("{}").builder().build())
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("c.json:1:2: cloudMap: Cloud Map needs to know the namespace");
    assertThatThrownBy(() -> configuration("{\"resolver\": {\"cloudmap\": {}}}").resolver())
        .hasMessage(
            "c.json:1:15: resolver.cloudmap: unknown resolver \"cloudmap\", did you mean"
                + " \"cloudMap\"? Known: byName, cloudMap, dns, file, firstOf,"
                + " merged, remembering");
    assertThatThrownBy(() -> configuration("{\"resolver\": {}}").resolver())
        .hasMessageContaining("resolver: a resolver has one key, its name, but this has 0");
    assertThatThrownBy(
            () ->
                configuration(
                        "{\"resolver\": {\"cloudMap\": {\"namespace\": \"a\","
                            + " \"pollInterval\": \"1h\"}}}")
                    .resolver())
        .hasMessageStartingWith(
            "c.json:1:46: resolver.cloudMap.pollInterval: pollInterval must be");
    configuration(
            "{\"namespace\": \"a\", \"resolver\": {\"cloudMap\": {\"region\": \"eu-west-1\"}}}")
        .resolver()
        .close();
  }

  @Test
  void whereTheConfigurationIs() {
    assertThat(ConfigurationLocation.find(p -> "p.json", e -> "e.json")).isEqualTo("p.json");
    assertThat(ConfigurationLocation.find(p -> null, e -> "e.json")).isEqualTo("e.json");
    assertThat(ConfigurationLocation.find(p -> null, e -> null))
        .isEqualTo("classpath:switchboard.json");
    assertThat(
            ConfigurationLocation.find(p -> "switchboard.config".equals(p) ? p : null, e -> null))
        .isEqualTo("switchboard.config");
    assertThat(
            ConfigurationLocation.find(p -> null, e -> "SWITCHBOARD_CONFIG".equals(e) ? e : null))
        .isEqualTo("SWITCHBOARD_CONFIG");
    assertThatThrownBy(Switchboard::fromConfig)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("classpath:switchboard.json:1:1: there is no such resource")
        .hasMessageContaining("switchboard.config")
        .hasMessageContaining("SWITCHBOARD_CONFIG");
    assertThatThrownBy(() -> Switchboard.fromConfig("/no/such.json"))
        .hasMessage("/no/such.json:1:1: there is no such file");
    assertThat(Configuration.read("classpath:dev/switchboard/shop.json").aliases())
        .containsOnlyKeys(Alias.parse("orders:8080"));
  }

  @Test
  void theNameOfANamespaceByArnIsSaidBesideIt() {
    String json =
        "{\"namespace\": \"arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-1\","
            + " \"services\": [{\"portName\": \"a\", \"clientAliases\": [{\"port\": 80}]}]%s}";
    assertThat(
            configuration(
                    json.formatted(", \"resolver\": {\"cloudMap\": {\"namespaceName\": \"prod\"}}"))
                .aliases())
        .containsKey(new Alias("a.prod", 80));
    assertThatThrownBy(() -> configuration(json.formatted("")))
        .hasMessageContaining("the alias has no \"dnsName\"")
        .hasMessageContaining("\"namespaceName\": \"prod\"");
  }
}
