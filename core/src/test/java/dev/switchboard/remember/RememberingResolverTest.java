package dev.switchboard.remember;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Heard;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionError.Kind;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberingResolverTest {

  private static final Endpoint A =
      new Endpoint("i-1", Endpoint.of("10.0.0.1", 0).address(), 80, "az1", 7, Map.of("key", "v"));
  private static final Endpoint B = Endpoint.of("fd00::5", 0);
  private static final ResolutionError DOWN = new ResolutionError(Kind.UNAVAILABLE, "is down");
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Service ORDERS = new Service("test", "orders");

  @TempDir private Path temp;
  private final ManualClock clock = new ManualClock();
  private final SettableResolver registry = new SettableResolver();
  private final Heard heard = new Heard();

  private Path directory() {
    return temp.resolve("kept");
  }

  private Path file() {
    return new RememberedFiles(directory()).file(ORDERS);
  }

  private Resolver.Watch watch(Resolver source, Heard observer, Executor executor) {
    Resolver resolver = RememberingResolver.of(source, directory());
    return resolver.watch(
        resolver.service("orders"),
        observer,
        new Resolver.Context(clock, Randomness.seeded(1), executor, ResolutionPolicy.defaults()));
  }

  private void watch() {
    watch(registry, heard, Runnable::run);
  }

  /** A process that ran before found these. */
  private void remembered(Endpoint... endpoints) {
    SettableResolver earlier = new SettableResolver();
    watch(earlier, new Heard(), Runnable::run).refresh();
    earlier.set("orders", endpoints);
  }

  private Remembered onDisk() throws IOException {
    return new RememberedFiles(directory()).read(ORDERS).orElseThrow();
  }

  @Test
  void aRegistryThatAnswersIsAllThatIsHeard_andIsRemembered() throws IOException {
    watch();
    registry.set("orders", A, B).confirm("orders");
    clock.advance(Duration.ofSeconds(10));
    assertThat(heard.next()).containsExactly("[10.0.0.1:80, [fd00:0:0:0:0:0:0:5]:0]", "unchanged");
    assertThat(onDisk())
        .isEqualTo(new Remembered(ORDERS, 1_767_225_600_000L, EndpointSet.of(A, B)));
    assertThat(Files.readString(file()).lines().skip(1).findFirst())
        .contains(
            "{\"namespace\":\"test\",\"name\":\"orders\",\"asOfMillis\":1767225600000,\"endpoints\":["
                + "{\"id\":\"i-1\",\"address\":\"10.0.0.1\",\"port\":80,\"zone\":\"az1\",\"weight\":7,"
                + "\"attributes\":{\"key\":\"v\"}},"
                + "{\"id\":\"[fd00:0:0:0:0:0:0:5]:0\",\"address\":\"fd00:0:0:0:0:0:0:5\",\"port\":0,"
                + "\"zone\":\"\",\"weight\":1}]}");
  }

  @Test
  void aRegistryThatIsSilentForTwoSecondsIsStoodInFor_untilItAnswers() {
    remembered(A);
    clock.advance(Duration.ofHours(1));
    watch();
    clock.advance(Duration.ofSeconds(2).minus(NANO));
    assertThat(heard.next()).isEmpty();
    clock.advance(NANO);
    String memory = "Calls go on with 1 endpoints remembered from 2026-01-01T00:00:00Z";
    assertThat(heard.next())
        .containsExactly(
            "[10.0.0.1:80] 3602000 ms old",
            "UNAVAILABLE the registry has not answered for PT2S for service test/orders. "
                + memory);
    registry.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("UNAVAILABLE is down. " + memory);
    registry.set("orders", B);
    registry.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("[[fd00:0:0:0:0:0:0:5]:0]", "UNAVAILABLE is down");
  }

  @Test
  void anErrorEndsTheWaitForTheFirstAnswer() {
    remembered(A);
    watch();
    registry.fail("orders", DOWN);
    assertThat(heard.next())
        .containsExactly(
            "[10.0.0.1:80]",
            "UNAVAILABLE is down. Calls go on with 1 endpoints remembered from"
                + " 2026-01-01T00:00:00Z");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void anErrorAfterTheFirstAnswerRecallsNothing() {
    remembered(A);
    watch();
    registry.set("orders");
    registry.fail("orders", DOWN);
    clock.advance(Duration.ofSeconds(3));
    assertThat(heard.next()).containsExactly("[]", "UNAVAILABLE is down");
  }

  @Test
  void withNothingRememberedItIsAsIfItWereNotThere() {
    watch();
    clock.advance(Duration.ofSeconds(2));
    registry.fail("orders", DOWN);
    assertThat(heard.next()).containsExactly("UNAVAILABLE is down");
    assertThat(directory()).doesNotExist();
  }

  @Test
  void aDayIsNotTooOld_andAMillisecondMoreIs() {
    remembered(A);
    clock.advance(Duration.ofHours(24));
    watch();
    registry.fail("orders", DOWN);
    assertThat(heard.next()).hasSize(2).first().isEqualTo("[10.0.0.1:80] 86400000 ms old");
    clock.suspend(Duration.ofMillis(1));
    registry.close();
    Heard other = new Heard();
    watch(new SettableResolver().fail("orders", DOWN), other, Runnable::run);
    assertThat(other.next())
        .containsExactly(
            "UNAVAILABLE is down. What was remembered is not used: it is from"
                + " 2026-01-01T00:00:00Z, and by now its addresses may be others'. The limit is"
                + " maxAge, PT24H");
  }

  @Test
  void aDamagedFileIsSaidAndOverwritten() throws IOException {
    remembered(A);
    byte[] bytes = Files.readAllBytes(file());
    bytes[bytes.length - 3] ^= 1;
    Files.write(file(), bytes);
    watch();
    clock.advance(Duration.ofSeconds(2));
    assertThat(heard.next())
        .containsExactly(
            "UNAVAILABLE the registry has not answered for PT2S for service test/orders. What was"
                + " remembered is not used: "
                + file()
                + " is damaged: its checksum is wrong");
    registry.set("orders", B);
    assertThat(onDisk().endpoints()).isEqualTo(EndpointSet.of(B));
  }

  @Test
  void anotherServicesFileIsNotTaken() throws IOException {
    remembered(A);
    Path other = new RememberedFiles(directory()).file(new Service("test", "billing"));
    Files.move(file(), other);
    assertThatThrownBy(() -> new RememberedFiles(directory()).read(new Service("test", "billing")))
        .isInstanceOf(IOException.class)
        .hasMessage(other + " belongs to test/orders");
  }

  @Test
  void changesAreWrittenEveryTenSeconds_andTheLastOneIsNotLost() throws IOException {
    watch();
    registry.set("orders", A);
    clock.advance(Duration.ofSeconds(1));
    registry.set("orders", B);
    registry.set("orders", A, B);
    assertThat(onDisk().endpoints()).hasSize(1);
    clock.advance(Duration.ofSeconds(9).minus(NANO));
    assertThat(onDisk().endpoints()).hasSize(1);
    clock.advance(NANO);
    assertThat(onDisk().endpoints()).hasSize(2);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void anAnswerThatIsConfirmedIsWrittenHourly_andAnEmptyOneNever() throws IOException {
    watch();
    registry.set("orders", A);
    long start = onDisk().asOfMillis();
    clock.advance(Duration.ofHours(1).minus(NANO));
    registry.confirm("orders");
    assertThat(onDisk().asOfMillis()).isEqualTo(start);
    clock.advance(NANO);
    registry.confirm("orders");
    assertThat(onDisk().asOfMillis()).isEqualTo(start + 3_600_000);
    clock.advance(Duration.ofHours(2));
    registry.set("orders");
    assertThat(onDisk().asOfMillis()).isEqualTo(start + 3_600_000);
  }

  @Test
  void aConfirmedEmptyAnswerDoesNotMakeTheOldOneYounger() throws IOException {
    watch();
    registry.set("orders", A);
    long start = onDisk().asOfMillis();
    registry.set("orders");
    clock.advance(Duration.ofHours(2));
    registry.confirm("orders");
    assertThat(onDisk().asOfMillis()).isEqualTo(start);
  }

  @Test
  void anAnswerThatIsOldAlreadyIsWrittenAsOldAsItIs() throws IOException {
    watch();
    registry.set("orders", new Resolution(EndpointSet.of(A), List.of(), Duration.ofHours(3)));
    assertThat(onDisk().asOfMillis()).isEqualTo(1_767_225_600_000L - 3 * 3_600_000);
  }

  @Test
  void whatCannotBeWrittenIsSaidOnce() throws IOException {
    Files.writeString(directory(), "a file where the directory should be");
    watch();
    registry.set("orders", A);
    clock.advance(Duration.ofSeconds(10));
    registry.set("orders", A);
    assertThat(heard.next()).hasSize(3).first().isEqualTo("[10.0.0.1:80]");
    Files.delete(directory());
    clock.advance(Duration.ofSeconds(10));
    registry.set("orders", A);
    assertThat(heard.next()).hasSize(1);
    assertThat(onDisk().endpoints()).hasSize(1);
  }

  @Test
  void tooManyEndpointsAreNotWritten() {
    watch();
    Endpoint[] many =
        IntStream.range(0, 1001)
            .mapToObj(i -> Endpoint.of("10.0." + i / 250 + "." + i % 250, 80))
            .toArray(Endpoint[]::new);
    registry.set("orders", many);
    assertThat(heard.next())
        .last()
        .asString()
        .isEqualTo(
            "MISCONFIGURED the endpoints of test/orders cannot be remembered: "
                + file()
                + " has 1001 endpoints; at most 1000 are kept. Calls go on, but a start while the"
                + " registry is down will find nothing, or what is old. Give a directory that can"
                + " be written");
  }

  @Test
  void twoProcessesShareADirectory() throws IOException {
    SettableResolver other = new SettableResolver();
    watch();
    watch(other, new Heard(), Runnable::run);
    registry.set("orders", A);
    other.set("orders", B);
    assertThat(onDisk().endpoints()).isEqualTo(EndpointSet.of(B));
    clock.advance(Duration.ofSeconds(10));
    registry.set("orders", A, B);
    assertThat(onDisk().endpoints()).hasSize(2);
  }

  @Test
  void onlyItsOwnerMayReadIt_andNothingIsLeftBeside() throws IOException {
    remembered(A);
    try (Stream<Path> files = Files.list(directory())) {
      assertThat(files).containsExactly(file());
    }
    if (temp.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void nothingOfFilesHappensOnTheThreadsOfOthers() {
    Queue<Runnable> later = new ArrayDeque<>();
    watch(registry, heard, later::add);
    registry.set("orders", A);
    assertThat(directory()).doesNotExist();
    assertThat(later).hasSize(1);
    later.remove().run();
    assertThat(file()).exists();
    SettableResolver second = new SettableResolver();
    Heard other = new Heard();
    watch(second, other, later::add);
    second.fail("orders", DOWN).fail("orders", DOWN);
    assertThat(other.next()).isEmpty();
    assertThat(later).hasSize(1);
    later.remove().run();
    assertThat(other.next()).hasSize(2);
  }

  @Test
  void theFirstAnswerMayOvertakeTheFile() {
    remembered(A);
    Queue<Runnable> later = new ArrayDeque<>();
    watch(registry, heard, later::add);
    clock.advance(Duration.ofSeconds(2));
    registry.set("orders", B);
    later.remove().run();
    assertThat(heard.next()).containsExactly("[[fd00:0:0:0:0:0:0:5]:0]");
  }

  @Test
  void aClosedWatchHearsAndWritesNothing() {
    Resolver.Watch watch = watch(registry, heard, Runnable::run);
    watch.close();
    assertThat(registry.watches()).isZero();
    clock.advance(Duration.ofSeconds(2));
    assertThat(heard.next()).isEmpty();
    assertThat(clock.pending()).isZero();
  }

  @Test
  void questionsArePassedOn() {
    Resolver resolver = RememberingResolver.of(registry, directory());
    assertThat(resolver.serviceFor("orders")).contains(ORDERS);
    assertThat(resolver.serviceFor("example.com")).isEmpty();
    Resolver.Watch watch = watch(registry, heard, Runnable::run);
    watch.refresh();
    assertThat(registry.refreshes()).isEqualTo(1);
    assertThat(watch.use(clock.nanos())).isTrue();
    registry.overdue();
    assertThat(watch.use(clock.nanos())).isFalse();
    resolver.close();
    assertThat(registry.watches()).isZero();
  }

  @Test
  void timesOutOfRangeAreRefused() {
    RememberPolicy policy = RememberPolicy.defaults();
    assertThatThrownBy(() -> policy.withStartTimeout(Duration.ofMinutes(1).plus(NANO)))
        .hasMessage("startTimeout must be between 0s and 1m, but is PT1M0.000000001S");
    assertThatThrownBy(() -> policy.withMaxAge(Duration.ofMinutes(1).minus(NANO)))
        .hasMessage("maxAge must be between 1m and 30d, but is PT59.999999999S");
  }
}
