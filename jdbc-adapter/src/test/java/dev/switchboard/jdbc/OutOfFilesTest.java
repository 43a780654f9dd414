package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that has no file left for a socket blames no endpoint for it. */
@Timeout(60)
class OutOfFilesTest {

  @Test
  void noEndpointIsBlamed() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 200 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OutOfFiles.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      lines = reader.lines().toList();
    }
    assertThat(process.waitFor()).as("%s", lines).isZero();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("no socket could be made on this side", "open files");
    assertThat(lines.get(1)).contains("attempt 1 of 3").contains("no socket could be made");
    assertThat(lines.get(2)).isEqualTo("failures 0");
  }
}
