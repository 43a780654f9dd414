package dev.switchboard.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in the repository is what the code shows. */
class ReportTest {

  @Test
  void theReportInTheRepositoryIsCurrent(@TempDir Path folder) throws IOException {
    Simulate.writeTo(folder);
    for (Path written : files(folder)) {
      Path committed = Path.of("").resolve(folder.relativize(written));
      assertThat(committed)
          .as("run mvn -q -pl simulation -am compile exec:exec, and explain the difference")
          .hasSameTextualContentAs(written);
    }
    assertThat(files(Path.of("plots"))).hasSameSizeAs(files(folder.resolve("plots")));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
