package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The adapter and its drivers as modules, in a process of their own. */
@Timeout(120)
class ModulePathTest {

  private static final String EXPORT =
      "--add-exports=org.mariadb.jdbc/org.mariadb.jdbc.util=dev.switchboard.jdbc";

  private static final Pattern MODULES =
      Pattern.compile(
          "switchboard|core/target/classes|jackson-core|resilience4j|jspecify|HikariCP|slf4j-api"
              + "|mysql-connector|mariadb-java-client|postgresql-\\d|protobuf|checker-qual");

  @Test
  void eachDriverConnects() throws Exception {
    assertThat(run(EXPORT))
        .containsExactly(
            "org.postgresql.jdbc " + PostgresServers.all().get(0).port(),
            "mysql.connector.j " + MariaDbServers.all().get(0).port(),
            "org.mariadb.jdbc " + MariaDbServers.all().get(0).port());
  }

  @Test
  void withoutTheExportItSaysWhatToAdd() throws Exception {
    assertThat(run("-Dnothing"))
        .hasSize(3)
        .last()
        .asString()
        .contains(EXPORT)
        .startsWith("MariaDB's driver keeps its socket factory to itself on the module path");
  }

  private static List<String> run(String option) throws Exception {
    Path tests = place(OnModulePath.class);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(option);
    command.addAll(List.of("--module-path", modulePath()));
    command.addAll(List.of("--patch-module", "dev.switchboard.jdbc=" + tests));
    command.addAll(List.of("--add-modules", "java.logging"));
    command.addAll(List.of("--module", "dev.switchboard.jdbc/" + OnModulePath.class.getName()));
    command.add(String.valueOf(PostgresServers.all().get(0).port()));
    command.add(String.valueOf(MariaDbServers.all().get(0).port()));
    return output(command);
  }

  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** What an application has on it: no test's libraries. */
  private static String modulePath() throws Exception {
    Stream<String> jars =
        Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .filter(entry -> MODULES.matcher(entry).find() && !entry.contains("test-classes"));
    return Stream.concat(Stream.of(place(SwitchboardDriver.class).toString()), jars)
        .distinct()
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  private static List<String> output(List<String> command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    assertThat(process.waitFor()).as("%s", lines).isZero();
    return lines;
  }
}
