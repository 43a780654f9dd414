package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.ConfigurationRefused;
import dev.switchboard.remember.RememberPolicy;
import dev.switchboard.remember.RememberingResolver;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SwitchboardInTroubleTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);

  /** A settable resolver whose watches can be changed. */
  private static class Wrapped implements Resolver {
    final SettableResolver inner = new SettableResolver();
    volatile boolean closed;

    @Override
    public Optional<Service> serviceFor(String host) {
      return inner.serviceFor(host);
    }

    @Override
    public Service service(String name) {
      return inner.service(name);
    }

    @Override
    public Watch watch(Service service, Observer observer, Context context) {
      return inner.watch(service, observer, context);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /**
   * Cloud Map stops asking for what nobody uses: the callers' zones would be those of an hour ago.
   */
  @Test
  void theOwnServiceIsInUseAsLongAsAnyIs() {
    Set<String> used = ConcurrentHashMap.newKeySet();
    Wrapped resolver =
        new Wrapped() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            Watch watch = super.watch(service, observer, context);
            return new Watch() {
              @Override
              public void refresh() {}

              @Override
              public boolean use(long now) {
                used.add(service.name());
                return true;
              }

              @Override
              public void close() {
                watch.close();
              }
            };
          }
        };
    try (Switchboard switchboard =
        Switchboard.builder().resolver(resolver).ownService("shop").alias("orders:80").build()) {
      resolver.inner.set("shop", A).set("orders", A);
      used.clear();
      switchboard.dialer("orders", 80).orElseThrow().call(true).start(System.nanoTime());
      resolver.inner.set("orders", A);
      assertThat(used).contains("orders", "shop");
    }
  }

  @Test
  void aWatchThatCouldNotBeginBeginsWithTheNextCall() {
    AtomicInteger tries = new AtomicInteger();
    Wrapped resolver =
        new Wrapped() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            if (tries.incrementAndGet() == 1) {
              throw new IllegalStateException("not now");
            }
            return super.watch(service, observer, context);
          }
        };
    resolver.inner.set("orders", A);
    try (Switchboard switchboard = Switchboard.builder().resolver(resolver).build()) {
      assertThatThrownBy(() -> switchboard.dialer("orders", 80)).hasMessage("not now");
      assertThat(switchboard.dialer("orders", 80).orElseThrow().upstream().endpoints())
          .containsExactly(A);
    }
  }

  @Test
  void aWatchThatFailsToCloseKeepsNothingElseOpen() {
    Wrapped resolver =
        new Wrapped() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            super.watch(service, observer, context);
            return new Watch() {
              @Override
              public void refresh() {}

              @Override
              public void close() {
                throw new IllegalStateException("cannot close");
              }
            };
          }
        };
    Switchboard switchboard = Switchboard.builder().resolver(resolver).alias("orders:80").build();
    Throwable unused = catchThrowable(switchboard::close);
    assertThat(resolver.closed).isTrue();
  }

  /**
   * The case it is for: a registry that hangs. Its questions hold every thread that reads files.
   */
  @Test
  @Timeout(60)
  void whatIsRememberedIsUsedThoughTheRegistryHangs(@TempDir Path folder) throws Exception {
    RememberPolicy policy = RememberPolicy.defaults().withStartTimeout(Duration.ofMillis(100));
    Wrapped before = new Wrapped();
    int services = 12;
    for (int i = 0; i < services; i++) {
      before.inner.set("s" + i, A);
    }
    Switchboard.Builder first =
        Switchboard.builder().resolver(RememberingResolver.of(before, folder, policy));
    for (int i = 0; i < services; i++) {
      first.alias("s" + i + ":80");
    }
    try (Switchboard switchboard = first.build()) {
      while (folder.toFile().list((dir, name) -> name.endsWith(".jsonl")).length < services) {
        Thread.onSpinWait();
      }
      assertThat(switchboard.snapshot()).hasSize(services);
    }
    CountDownLatch end = new CountDownLatch(1);
    Wrapped hanging =
        new Wrapped() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            context
                .executor()
                .execute(
                    () -> {
                      try {
                        end.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
            return super.watch(service, observer, context);
          }
        };
    Switchboard.Builder second =
        Switchboard.builder().resolver(RememberingResolver.of(hanging, folder, policy));
    for (int i = 0; i < services; i++) {
      second.alias("s" + i + ":80");
    }
    try (Switchboard switchboard = second.build()) {
      while (switchboard.snapshot().stream().anyMatch(s -> s.endpoints().isEmpty())) {
        Thread.onSpinWait(); // for ever, if the registry held them up
      }
    } finally {
      end.countDown();
    }
  }

  private static byte[] document(String... names) {
    StringBuilder services = new StringBuilder();
    for (String name : names) {
      services.append(services.isEmpty() ? "" : ",").append("{\"portName\": \"").append(name);
      services.append("\", \"clientAliases\": [{\"port\": 80, \"dnsName\": \"");
      services.append(name).append("\"}]}");
    }
    return ("{\"services\": [" + services + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private static Reload reload(
      Declarations program, Consumer<Declared> target, RecordingListener listener) {
    Configuration current = Configuration.of(Document.of("c", document("orders")));
    return new Reload(Path.of("c"), current, program, target, new Events(Runnable::run, listener));
  }

  @Test
  void whateverAProgramsChangeThrowsTheEditIsRefused() {
    Declarations program = new Declarations();
    program.defaults(
        policy -> {
          throw new ArithmeticException("a bug of the application");
        });
    RecordingListener listener = new RecordingListener();
    Reload reload = reload(program, declared -> {}, listener);
    Throwable unused = catchThrowable(() -> reload.changed(document("orders", "payments")));
    assertThat(listener.events(ConfigurationRefused.class)).hasSize(1);
  }

  /** "Nothing of the change was taken over." */
  @Test
  void anEditThatIsRefusedWhileItIsTakenOverLeavesNothingBehind() {
    Wrapped resolver =
        new Wrapped() {
          @Override
          public Watch watch(Service service, Observer observer, Context context) {
            if (service.name().equals("payments.v2")) {
              throw new IllegalStateException("no watch for payments");
            }
            return super.watch(service, observer, context);
          }
        };
    RecordingListener listener = new RecordingListener();
    try (Switchboard switchboard =
        Configuration.of(Document.of("c", document("orders")))
            .builder()
            .resolver(resolver)
            .onlyDeclaredAliases()
            .build()) {
      reload(new Declarations(), switchboard::follow, listener)
          .changed(document("orders", "one", "two", "three", "four", "five", "payments.v2"));
      assertThat(listener.events(ConfigurationRefused.class)).hasSize(1);
      assertThat(switchboard.dialer("payments.v2", 80)).isEmpty();
      assertThat(switchboard.snapshot()).as("orders").hasSize(1);
    }
  }
}
