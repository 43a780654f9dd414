package dev.switchboard.cloudmap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;

/**
 * Whatever bytes come from the wire, through the AWS SDK's own reading: a resolution or an error
 * that says what to do, and nothing that could spoil a log.
 */
@Timeout(120)
class WireFuzzTest {

  private static final long SEED = 20261124;

  /** A tenth of a millisecond each, nearly all of it the SDK's. */
  private static final int INPUTS = 100_000;

  private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

  private final WireAnswers answers = new WireAnswers(new Random(SEED));
  private final Wire wire = new Wire();
  private final ServiceDiscoveryClient client =
      ServiceDiscoveryClient.builder()
          .region(Region.EU_WEST_1)
          .credentialsProvider(AnonymousCredentialsProvider.create())
          .httpClient(wire)
          .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
          .build();
  private final Instances instances =
      new Instances(false, InstanceFilter.ALL.andWithout("canary", "true"), new Weights("weight"));

  @Test
  void everyAnswerIsReadOrExplained() {
    int resolved = 0;
    int skipping = 0;
    int failed = 0;
    for (int i = 0; i < INPUTS; i++) {
      wire.status = answers.status();
      wire.body = answers.next();
      Heard heard = new Heard();
      ask(heard, i);
      assertThat(heard.times).as("seed %d, input %d", SEED, i).isEqualTo(1);
      if (heard.resolution != null) {
        resolved++;
        skipping += heard.resolution.skipped().isEmpty() ? 0 : 1;
        check(heard.resolution, i);
      } else if (heard.error != null) {
        failed++;
        check(heard.error, i);
      }
    }
    assertThat(resolved).as("read").isGreaterThan(INPUTS / 10);
    assertThat(skipping).as("read but for some").isGreaterThan(INPUTS / 100);
    assertThat(failed).as("refused").isGreaterThan(INPUTS / 10);
  }

  private void ask(Resolver.Observer observer, int input) {
    ManualClock clock = new ManualClock();
    CloudMapPolicy policy = CloudMapPolicy.defaults();
    Inquiry inquiry =
        new Inquiry(
            new ServiceQuestions(
                client, NamespaceReference.of("prod"), new Service("prod", "orders"), instances),
            news -> news.accept(observer),
            policy,
            new Pauses(policy, () -> input),
            clock);
    Inquiry.Result result = inquiry.ask().result();
    assertThat(result).as("input %d", input).isNotEqualTo(Inquiry.Result.GO_ON);
  }

  private static void check(Resolution resolution, int input) {
    resolution
        .endpoints()
        .forEach(endpoint -> assertThat(endpoint.id()).as("input %d", input).matches(PRINTABLE));
    for (Resolution.Skipped skipped : resolution.skipped()) {
      assertThat(skipped.instanceId()).as("input %d", input).matches(PRINTABLE);
      assertThat(skipped.reason()).as("input %d", input).isNotEmpty().matches(PRINTABLE);
    }
  }

  private static void check(ResolutionError error, int input) {
    assertThat(error.message())
        .as("input %d", input)
        .matches(PRINTABLE)
        .contains("service \"orders\" in namespace \"prod\"");
  }

  /** What the observer was told; calls for one question. */
  private static final class Heard implements Resolver.Observer {
    @Nullable Resolution resolution;
    @Nullable ResolutionError error;
    int times;

    @Override
    public void onResolution(Resolution answer) {
      resolution = answer;
      times++;
    }

    @Override
    public void onUnchanged() {
      times++;
    }

    @Override
    public void onError(ResolutionError why) {
      error = why;
      times++;
    }
  }

  /** Answers every request with the bytes it was given. */
  private static final class Wire implements SdkHttpClient {
    int status = 200;
    byte[] body = {};

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder()
                      .statusCode(status)
                      .putHeader("Content-Type", "application/x-amz-json-1.1")
                      .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
              .build();
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  @Test
  void aThousandInstancesAreRead() {
    wire.body = answers.valid(1000).getBytes(UTF_8);
    Heard heard = new Heard();
    ask(heard, 0);
    Resolution resolution = Objects.requireNonNull(heard.resolution);
    assertThat(resolution.endpoints().size()).isEqualTo(1000);
  }
}
