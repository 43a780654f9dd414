package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an application sees that left the AWS SDK out and forgot to name another resolver. */
class WithoutAwsSdkTest {

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void cloudMapSaysWhichArtifactIsMissing() throws Exception {
    URL[] classPath =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .filter(entry -> !entry.contains("awssdk"))
            .map(WithoutAwsSdkTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader without =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> main = without.loadClass(Main.class.getName());
      assertThat(call(main, "{\"namespace\": \"prod\"}"))
          .startsWith("c.json:1:2: cloudMap: Cloud Map needs the AWS SDK")
          .contains("software.amazon.awssdk:servicediscovery")
          .contains("software.amazon.awssdk:url-connection-client");
      assertThat(call(main, "{\"resolver\": {\"file\": {}}}")).isEqualTo("built");
    }
  }

  private static String call(Class<?> main, String json) throws ReflectiveOperationException {
    try {
      return (String) main.getMethod("build", String.class).invoke(null, json);
    } catch (InvocationTargetException e) {
      throw new AssertionError(e.getCause());
    }
  }

  /** Runs in the class loader without the SDK. */
  public static final class Main {
    private Main() {}

    /** What came of it. */
    public static String build(String json) {
      try (Switchboard switchboard = ConfigurationTest.configuration(json).builder().build()) {
        return switchboard.snapshot().isEmpty() ? "built" : "built, with aliases";
      } catch (RuntimeException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }
}
