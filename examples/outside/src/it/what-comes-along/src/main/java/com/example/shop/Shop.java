package com.example.shop;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * Depends on switchboard-okhttp alone and looks at what came with it: exactly the jars of jars.txt,
 * none of which is there for our own tests, and poms that need neither a parent nor a property.
 */
public final class Shop {

  private Shop() {}

  public static void main(String[] args) throws IOException {
    List<String> expected = read("/jars.txt").lines().toList();
    List<String> actual = jars();
    if (!actual.equals(expected)) {
      throw new AssertionError("came along:\n" + String.join("\n", actual));
    }
    expectStandsAlone("switchboard-core");
    expectStandsAlone("switchboard-okhttp");
  }

  /** The names of the jars on the class path, without their versions. */
  private static List<String> jars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> new File(entry).getName())
        .filter(name -> name.endsWith(".jar"))
        .map(name -> name.replaceFirst("-\\d.*", ""))
        .sorted()
        .toList();
  }

  private static void expectStandsAlone(String artifact) throws IOException {
    String pom = read("/META-INF/maven/dev.switchboard/" + artifact + "/pom.xml");
    for (String part : List.of("<parent>", "<scope>test", "${", "<build>", "<repositories>")) {
      if (pom.contains(part)) {
        throw new AssertionError("the pom of " + artifact + " has " + part + ":\n" + pom);
      }
    }
  }

  private static String read(String resource) throws IOException {
    try (InputStream in = Shop.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
