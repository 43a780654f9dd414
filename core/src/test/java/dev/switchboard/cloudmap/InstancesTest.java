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

  private static Resolution read(HttpInstanceSummary... instances) {
    return Instances.read(Arrays.asList(instances));
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
        Instances.read(
            List.of(HttpInstanceSummary.builder().instanceId("t").attributes(attributes).build()));
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
}
