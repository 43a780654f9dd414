package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionError.Kind;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryServiceClientConfiguration;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionResponse;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceNotFoundException;

/**
 * When Cloud Map is asked, to the nanosecond. The dice always fall lowest: 1 s to the first poll
 * and 4 s between polls, 6 s to the first full answer after the first. Nobody calls, so the service
 * never counts as idle here.
 */
class ServicePollerTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private static final CloudMapPolicy NEVER_IDLE =
      CloudMapPolicy.defaults().withIdleStop(Duration.ofDays(1)).withIdleAfter(Duration.ofDays(1));

  private final ManualClock clock = new ManualClock();
  private final Fake client = new Fake();
  private final List<Resolution> answers = new ArrayList<>();
  private final List<ResolutionError> errors = new ArrayList<>();
  private final AtomicInteger unchanged = new AtomicInteger();

  private Resolver.Watch watch(CloudMapPolicy policy) {
    Resolver.Watch watch =
        CloudMapResolver.builder("prod")
            .policy(policy)
            .client(client)
            .build()
            .watch(
                CloudMapResolver.builder("prod").client(client).build().service("orders"),
                new Resolver.Observer() {
                  @Override
                  public void onResolution(Resolution resolution) {
                    answers.add(resolution);
                  }

                  @Override
                  public void onUnchanged() {
                    unchanged.incrementAndGet();
                  }

                  @Override
                  public void onError(ResolutionError error) {
                    errors.add(error);
                  }
                },
                new Resolver.Context(
                    clock, (Randomness) () -> 0, Runnable::run, ResolutionPolicy.defaults()));
    clock.advance(Duration.ZERO);
    return watch;
  }

  private Resolver.Watch watch() {
    return watch(NEVER_IDLE);
  }

  @Test
  void theFirstQuestionIsForTheInstances_thenForTheRevision() {
    watch();
    assertThat(client.asked).containsExactly("0 instances");
    clock.advance(Duration.ofSeconds(1).minus(NANO));
    assertThat(client.asked).hasSize(1);
    clock.advance(NANO);
    assertThat(client.asked).containsExactly("0 instances", "1000 revision");
    clock.advance(Duration.ofSeconds(8));
    assertThat(client.asked)
        .containsExactly("0 instances", "1000 revision", "5000 revision", "9000 instances");
    assertThat(unchanged).hasValue(2);
  }

  @Test
  void aRefreshIntervalThatIsJustOverAsksInFull() {
    watch(NEVER_IDLE.withRefreshInterval(Duration.ofSeconds(25)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(client.asked).containsExactly("0 instances", "1000 revision", "5000 instances");
    clock.advance(Duration.ofSeconds(28));
    assertThat(client.asked).as("25 s later").endsWith("29000 revision", "33000 instances");
  }

  @Test
  void aRefreshIntervalThatIsNotQuiteOverDoesNot() {
    watch(NEVER_IDLE.withRefreshInterval(Duration.ofSeconds(25).plusNanos(10)));
    clock.advance(Duration.ofSeconds(5));
    assertThat(client.asked).containsExactly("0 instances", "1000 revision", "5000 revision");
  }

  @Test
  void aRevisionThatMovedAsksInFullAtOnce() {
    watch();
    client.revision = 8L;
    clock.advance(Duration.ofSeconds(1));
    assertThat(client.asked).containsExactly("0 instances", "1000 revision", "1000 instances");
    assertThat(unchanged).hasValue(0);
    clock.advance(Duration.ofSeconds(4));
    assertThat(client.asked).endsWith("5000 revision");
  }

  @Test
  void aRegistryWithoutRevisionsIsAskedInFullEachTime() {
    client.revision = null;
    watch();
    clock.advance(Duration.ofSeconds(9));
    assertThat(answers).hasSize(4);
  }

  @Test
  void pausesGrowAfterErrors_fasterWhileThereIsNoAnswerYet() {
    client.failure = SdkClientException.create("connection refused");
    watch();
    clock.advance(Duration.ofSeconds(62));
    assertThat(client.asked)
        .extracting(question -> question.substring(0, question.indexOf(' ')))
        .containsExactly("0", "500", "1500", "3500", "7500", "15500", "31500", "61500");
    client.asked.clear();
    clock.advance(Duration.ofSeconds(90));
    assertThat(client.asked).as("never longer than a minute").hasSize(3);
    assertThat(errors).allMatch(e -> e.kind() == Kind.UNAVAILABLE);
  }

  @Test
  void anAnswerEndsTheGrowing() {
    watch();
    client.failure = SdkClientException.create("connection refused");
    clock.advance(Duration.ofSeconds(4));
    assertThat(client.asked).endsWith("1000 revision", "3500 revision");
    client.failure = null;
    clock.advance(Duration.ofMillis(4500));
    assertThat(client.asked).endsWith("8500 instances");
    clock.advance(Duration.ofSeconds(4));
    assertThat(client.asked).endsWith("12500 revision");
  }

  @Test
  void refreshesInVainComeMoreAndMoreSeldom() {
    Resolver.Watch watch = watch();
    clock.advance(Duration.ofMillis(100));
    watch.refresh();
    clock.advance(Duration.ZERO);
    assertThat(client.asked).endsWith("100 revision");
    clock.advance(Duration.ofSeconds(2).minus(NANO));
    watch.refresh();
    clock.advance(Duration.ZERO);
    assertThat(client.asked).as("within 2 s").endsWith("100 revision");
    clock.advance(NANO);
    watch.refresh();
    clock.advance(Duration.ZERO);
    assertThat(client.asked).endsWith("2100 revision");
  }

  @Test
  void whoIsClosedWhileItAsksSaysNothing() {
    Resolver.Watch watch = watch();
    client.revision = 8L;
    client.meanwhile = watch::close;
    clock.advance(Duration.ofMinutes(5));
    assertThat(answers).hasSize(1);
    assertThat(errors).isEmpty();
    assertThat(clock.pending()).isZero();
  }

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(
            ServiceNotFoundException.builder().message("x").build(),
            Kind.UNKNOWN_SERVICE,
            "a.withService(\"name\")"),
        Arguments.of(
            NamespaceNotFoundException.builder().message("x").build(),
            Kind.UNKNOWN_SERVICE,
            "no such namespace"),
        Arguments.of(
            RequestLimitExceededException.builder().message("x").build(),
            Kind.THROTTLED,
            "limits the account's requests"),
        Arguments.of(
            AwsServiceException.builder()
                .message("x")
                .awsErrorDetails(
                    AwsErrorDetails.builder().errorCode("AccessDeniedException").build())
                .build(),
            Kind.MISCONFIGURED,
            "servicediscovery:DiscoverInstancesRevision"),
        Arguments.of(
            AwsServiceException.builder().message("x").statusCode(403).build(),
            Kind.MISCONFIGURED,
            "servicediscovery:DiscoverInstances"),
        Arguments.of(
            SdkClientException.create("Unable to load credentials from any of the providers"),
            Kind.MISCONFIGURED,
            "give the task a task role"),
        Arguments.of(
            SdkClientException.create(
                "Received an UnknownHostException when attempting to interact with a service",
                new UnknownHostException("data-servicediscovery.eu-west-1.amazonaws.com")),
            Kind.UNAVAILABLE,
            "Cloud Map's host data-servicediscovery.eu-west-1.amazonaws.com has no address"),
        Arguments.of(new IllegalStateException("odd"), Kind.UNAVAILABLE, "did not answer: odd"));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void everyErrorSaysWhatWasAskedAndWhatToDo(RuntimeException e, Kind kind, String words) {
    client.failure = e;
    watch();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).kind()).isEqualTo(kind);
    assertThat(errors.get(0).message())
        .contains(words)
        .contains("service \"orders\" in namespace \"prod\", Region eu-west-1");
  }

  /** Answers what it is told to, and remembers each question with its time in milliseconds. */
  private final class Fake implements ServiceDiscoveryClient {

    final List<String> asked = new ArrayList<>();
    @Nullable Long revision = 7L;
    @Nullable RuntimeException failure;
    Runnable meanwhile = () -> {};

    private void ask(String question) {
      asked.add(Duration.ofNanos(clock.nanos()).toMillis() + " " + question);
      meanwhile.run();
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public DiscoverInstancesResponse discoverInstances(DiscoverInstancesRequest request) {
      ask("instances");
      return DiscoverInstancesResponse.builder().instancesRevision(revision).build();
    }

    @Override
    public DiscoverInstancesRevisionResponse discoverInstancesRevision(
        DiscoverInstancesRevisionRequest request) {
      ask("revision");
      return DiscoverInstancesRevisionResponse.builder().instancesRevision(revision).build();
    }

    @Override
    public ServiceDiscoveryServiceClientConfiguration serviceClientConfiguration() {
      return ServiceDiscoveryServiceClientConfiguration.builder().region(Region.EU_WEST_1).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
