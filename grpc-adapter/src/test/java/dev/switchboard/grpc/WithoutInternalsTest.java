package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.call.CallPolicy;
import dev.switchboard.call.Dialer;
import io.grpc.Attributes;
import io.grpc.InternalConfigSelector;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

/**
 * A gRPC whose internal API is another: the channel does without. How calls are then, {@link
 * ServiceConfigTest} shows, where an application does not want ours.
 */
class WithoutInternalsTest {

  /** Loads this package anew, but for the class that needs the internal API. */
  private static final class Without extends ClassLoader {

    Without() {
      super(WithoutInternalsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.switchboard.grpc.")) {
        return super.loadClass(name, resolve);
      }
      if (name.endsWith(".InternalCallSelector")) {
        throw new ClassNotFoundException(name);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void aResolverThatCannotBeAskedForEachCallIsNone() throws Exception {
    ClassLoader without = new Without();
    Method addTo =
        without
            .loadClass(CallSelection.class.getName())
            .getDeclaredMethod(
                "addTo",
                Attributes.Builder.class,
                Dialer.class,
                without.loadClass(ServiceConfig.class.getName()),
                CallPolicy.class);
    addTo.setAccessible(true);
    Attributes.Builder attributes = Attributes.newBuilder();
    addTo.invoke(null, attributes, null, null, null);
    assertThat(attributes.build().get(InternalConfigSelector.KEY)).isNull();
  }
}
