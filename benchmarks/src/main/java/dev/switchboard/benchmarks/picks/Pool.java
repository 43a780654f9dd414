package dev.switchboard.benchmarks.picks;

import dev.switchboard.endpoint.Endpoint;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The endpoints that each rival chooses among. */
@State(Scope.Benchmark)
public class Pool {

  private static final int PORT = 8080;

  /** How many. */
  @Param("3")
  int endpoints;

  /** As many, evenly in three zones. */
  List<Endpoint> all() {
    return IntStream.range(0, endpoints)
        .mapToObj(
            i ->
                Endpoint.of("10.0." + i / 250 + "." + (i % 250 + 1), PORT)
                    .withZone("zone-" + i % 3))
        .toList();
  }
}
