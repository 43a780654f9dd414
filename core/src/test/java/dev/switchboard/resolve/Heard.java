package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What an observer was told, as text, and that it was told one thing after the other. */
public final class Heard implements Resolver.Observer {

  private final List<String> news = new ArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();

  @Override
  public void onResolution(Resolution resolution) {
    String age = resolution.age().isZero() ? "" : " " + resolution.age().toMillis() + " ms old";
    String skipped = resolution.skipped().isEmpty() ? "" : " without " + resolution.skipped();
    add(resolution.endpoints() + age + skipped);
  }

  @Override
  public void onUnchanged() {
    add("unchanged");
  }

  @Override
  public void onError(ResolutionError error) {
    add(error.kind() + " " + error.message());
  }

  private void add(String text) {
    assertThat(inside.incrementAndGet()).isEqualTo(1);
    news.add(text);
    inside.decrementAndGet();
  }

  /** Everything since the last time. */
  public List<String> next() {
    List<String> all = List.copyOf(news);
    news.clear();
    return all;
  }
}
