package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Resolution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.servicediscovery.model.HttpInstanceSummary;

class InstancesTest {

  private static HttpInstanceSummary instance(String id, String... attributes) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      map.put(attributes[i], attributes[i + 1]);
    }
    return HttpInstanceSummary.builder().instanceId(id).attributes(map).build();
  }

  private static Instances plain() {
    return new Instances(false, InstanceFilter.ALL, new Weights(null));
  }

  private static Resolution read(HttpInstanceSummary... instances) {
    return plain().read(Arrays.asList(instances));
  }

  private static Endpoint only(Resolution resolution) {
    assertThat(resolution.skipped()).isEmpty();
    return resolution.endpoints().asList().get(0);
  }

  @Test
  void namesOfAttributesMayBeWrittenAnyhow() {
    Endpoint endpoint =
        only(
            read(
                instance(
                    "t",
                    "aws_instance_ipv4",
                    "10.0.0.1",
                    "Aws_Instance_Port",
                    "80",
                    "AvailabilityZone",
                    "b")));
    assertThat(endpoint).hasToString("10.0.0.1:80");
    assertThat(endpoint.zone()).isEqualTo("b");
  }

  @Test
  void ipv4ComesFirst() {
    assertThat(
            only(
                read(
                    instance(
                        "t", "AWS_INSTANCE_IPV6", "fd00::1", "AWS_INSTANCE_IPV4", "10.0.0.1"))))
        .hasToString("10.0.0.1:0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "", " 80", "http", "99999999999", "8\n0"})
  void aBadPortIsSkippedWithAReason(String port) {
    Resolution resolution =
        read(instance("t", "AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", port));
    assertThat(resolution.endpoints().isEmpty()).isTrue();
    assertThat(resolution.skipped()).hasSize(1);
    assertThat(resolution.skipped().get(0).reason())
        .startsWith("AWS_INSTANCE_PORT is \"")
        .contains("between 1 and 65535")
        .matches("[ -~]*");
  }

  @Test
  void portsAtBothEnds() {
    assertThat(
            only(read(instance("t", "AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "1")))
                .port())
        .isOne();
    assertThat(
            only(read(instance("t", "AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "65535")))
                .port())
        .isEqualTo(65535);
  }

  @Test
  void ofTwinsTheSmallerIdStays_inWhateverOrderTheyCome() {
    HttpInstanceSummary a =
        instance("a", "AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "80");
    HttpInstanceSummary b =
        instance("b", "AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "80");
    assertThat(read(b, a)).isEqualTo(read(a, b));
    assertThat(read(b, a).skipped())
        .containsExactly(new Resolution.Skipped("b", "has the address 10.0.0.1:80 of instance a"));
  }

  @Test
  void oneBadInstanceDoesNotSpoilTheOthers() {
    HttpInstanceSummary good = instance("good", "AWS_INSTANCE_IPV4", "10.0.0.1");
    HttpInstanceSummary nameless = HttpInstanceSummary.builder().build();
    HttpInstanceSummary name = instance("\u001b[31m", "AWS_INSTANCE_IPV4", "orders.example");
    Resolution resolution = read(nameless, name, good);
    assertThat(resolution.endpoints().asList()).extracting(Endpoint::id).containsExactly("good");
    assertThat(resolution.skipped())
        .extracting(Resolution.Skipped::instanceId)
        .containsExactlyInAnyOrder("", "\\u001b[31m");
  }

  @Test
  void anAttributeWithoutValueIsNone() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("AWS_INSTANCE_IPV4", "10.0.0.1");
    attributes.put("NOTHING", nothing());
    Resolution resolution =
        plain()
            .read(
                List.of(
                    HttpInstanceSummary.builder().instanceId("t").attributes(attributes).build()));
    assertThat(only(resolution).attributes()).containsOnlyKeys("AWS_INSTANCE_IPV4");
  }

  /** What the SDK makes of a JSON null. */
  @SuppressWarnings("NullAway")
  private static String nothing() {
    return null;
  }

  @Test
  void nothingListedIsNothingKnown() {
    assertThat(read().endpoints().isEmpty()).isTrue();
    assertThat(read().skipped()).isEmpty();
  }

  private static final HttpInstanceSummary BOTH =
      instance("t", "AWS_INSTANCE_IPV6", "fd00::1", "AWS_INSTANCE_IPV4", "10.0.0.1");

  @Test
  void ipv6ComesFirstIfPreferred_andWhatHasOneAddressIsCalledAtThat() {
    Instances ipv6 = new Instances(true, InstanceFilter.ALL, new Weights(null));
    assertThat(only(ipv6.read(List.of(BOTH)))).hasToString("[fd00:0:0:0:0:0:0:1]:0");
    assertThat(only(ipv6.read(List.of(instance("t", "AWS_INSTANCE_IPV4", "10.0.0.1")))))
        .hasToString("10.0.0.1:0");
    assertThat(only(read(instance("t", "AWS_INSTANCE_IPV6", "fd00::1"))))
        .hasToString("[fd00:0:0:0:0:0:0:1]:0");
  }

  private static HttpInstanceSummary of(String cluster, String id) {
    return instance(id, "AWS_INSTANCE_IPV4", "10.0.0." + id, "ECS_CLUSTER_NAME", cluster);
  }

  private static Resolution read(InstanceFilter filter, HttpInstanceSummary... instances) {
    return new Instances(false, filter, new Weights(null)).read(Arrays.asList(instances));
  }

  @Test
  void onlyWhatIsWantedIsUsed_andTheRestIsNobodysConcern() {
    HttpInstanceSummary bare = instance("4", "AWS_INSTANCE_IPV4", "10.0.0.4");
    HttpInstanceSummary broken = instance("5", "ECS_CLUSTER_NAME", "green");
    HttpInstanceSummary[] all = {of("blue", "1"), of("green", "2"), of("Blue", "3"), bare, broken};
    InstanceFilter blue = InstanceFilter.ALL.andOnly("ecs_cluster_name", "blue");
    assertThat(only(read(blue, all)).id()).isEqualTo("1");
    assertThat(read(blue.andOnly("ECS_CLUSTER_NAME", "green"), of("blue", "1"), of("green", "2")))
        .satisfies(r -> assertThat(r.endpoints().size()).isEqualTo(2));
    assertThat(read(InstanceFilter.ALL.andWithout("ECS_CLUSTER_NAME", "green"), all))
        .satisfies(
            r -> {
              assertThat(r.endpoints().asList())
                  .extracting(Endpoint::id)
                  .containsExactly("1", "3", "4");
              assertThat(r.skipped()).isEmpty();
            });
    assertThat(read(blue.andOnly("zone", "a"), all).endpoints().isEmpty()).as("both").isTrue();
    assertThat(read(blue.andWithout("ECS_CLUSTER_NAME", "blue"), all).endpoints().isEmpty())
        .isTrue();
  }

  @Test
  void aFilterThatLeavesNothingSaysSo() {
    InstanceFilter filter =
        InstanceFilter.ALL.andOnly("CLUSTER", "a").andOnly("cluster", "b").andWithout("test", "\n");
    assertThat(read(filter, of("blue", "1"), of("green", "2")).skipped())
        .containsExactly(
            new Resolution.Skipped(
                "2 instances",
                "are not what the resolver was told to use: only CLUSTER=a or CLUSTER=b, without"
                    + " test=\\u000a"));
    assertThat(read(filter).skipped()).as("nothing was listed").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "250,250", "1000000,1000000", "1000001,1", "-1,1", "heavy,1", "'',1"})
  void theWeightIsReadFromItsAttribute(String text, int weight) {
    HttpInstanceSummary instance = instance("t", "AWS_INSTANCE_IPV4", "10.0.0.1", "Weight", text);
    Instances weighted = new Instances(false, InstanceFilter.ALL, new Weights("weight"));
    assertThat(only(weighted.read(List.of(instance))).weight()).isEqualTo(weight);
    assertThat(only(read(instance)).weight()).as("not asked for").isOne();
    assertThat(only(weighted.read(List.of(BOTH))).weight()).as("without it").isOne();
  }
}
