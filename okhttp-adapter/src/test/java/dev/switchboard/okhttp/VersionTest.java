package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** An OkHttp that cannot do what we need is named when the interceptor is made, not in a call. */
class VersionTest {

  /** The build copies it there. */
  private static final Path OKHTTP_4 = Path.of("target", "old-okhttp", "okhttp.jar");

  @Test
  void olderOkHttp_isNamedWithWhatToDo() throws Exception {
    try (OldOkHttp classes = new OldOkHttp("")) {
      assertThatThrownBy(classes::makeInterceptor)
          .hasRootCauseInstanceOf(NoSuchMethodException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("needs OkHttp 5.4.0 or newer, but finds 4.12.0.")
          .hasMessageContaining("Depend on com.squareup.okhttp3:okhttp-jvm:");
    }
  }

  @Test
  void soOldThatItHasNoVersion_isNamedToo() throws Exception {
    try (OldOkHttp classes = new OldOkHttp("okhttp3.OkHttp")) {
      assertThatThrownBy(classes::makeInterceptor)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("finds one older than 4.0.");
    }
  }

  /** Our classes over the old OkHttp; everything else as the tests have it. */
  private static final class OldOkHttp extends URLClassLoader {

    private final String missing;

    OldOkHttp(String missing) throws IOException {
      super(
          new URL[] {
            OKHTTP_4.toRealPath().toUri().toURL(),
            SwitchboardInterceptor.class.getProtectionDomain().getCodeSource().getLocation()
          },
          VersionTest.class.getClassLoader());
      this.missing = missing;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(missing)) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("okhttp3.") && !name.startsWith("dev.switchboard.okhttp.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }

    void makeInterceptor() throws Exception {
      Method of =
          loadClass(SwitchboardInterceptor.class.getName()).getMethod("of", Switchboard.class);
      try (Lab lab = new Lab()) {
        of.invoke(null, lab.switchboard);
      }
    }
  }
}
