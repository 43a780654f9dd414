package dev.switchboard.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Core alone, without any of the jars it may be used with. */
class DnsjavaMissingTest {

  @Test
  void theResolverSaysWhatToAdd_andTheRestOfCoreLoads() throws Exception {
    try (URLClassLoader alone = coreAlone()) {
      Method srv = alone.loadClass(DnsResolver.class.getName()).getMethod("srv", String.class);
      assertThatThrownBy(() -> srv.invoke(null, "prod.internal"))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "a DnsResolver needs dnsjava; add the dependency dnsjava:dnsjava (3.6 or newer)");
      Class<?> resolver = alone.loadClass("dev.switchboard.resolve.Resolver");
      assertThat(resolver.getClassLoader()).isSameAs(alone);
      assertThat(resolver.getMethods()).isNotEmpty();
    }
  }

  private static URLClassLoader coreAlone() throws IOException {
    URL[] core = {Path.of("target/classes").toUri().toURL()};
    return new URLClassLoader(core, ClassLoader.getPlatformClassLoader());
  }
}
