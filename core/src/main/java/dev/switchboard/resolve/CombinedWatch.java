package dev.switchboard.resolve;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.CombinedResolver.Candidate;
import dev.switchboard.time.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One service, watched in several sources at once. What they say goes through a lane, because each
 * speaks on a thread of its own.
 */
final class CombinedWatch implements Resolver.Watch {

  private final Combination combination;
  private final List<Candidate> candidates;
  private final Resolver.Observer observer;
  private final Resolver.Context context;
  private final Lane lane = new Lane();

  // Touched in the lane only.
  private final List<Source> sources;
  private @Nullable Answer told;

  /** When the news came that is being told: one time for all of it. */
  private long heardAtNanos;

  /** How many sources count. Written in the lane. */
  private volatile int counted;

  private volatile List<Resolver.Watch> watches = List.of();
  private volatile boolean closed;

  CombinedWatch(
      Combination combination,
      List<Candidate> candidates,
      Resolver.Observer observer,
      Resolver.Context context) {
    this.combination = combination;
    this.candidates = candidates;
    this.observer = observer;
    this.context = context;
    this.sources = candidates.stream().map(c -> new Source(c.label(), context.policy())).toList();
    this.counted = combination.counted(sources);
  }

  /** What the sources that count say together. */
  private record Answer(EndpointSet endpoints, List<Resolution.Skipped> skipped, long asOfNanos) {

    boolean saysTheSameAs(@Nullable Answer other) {
      return other != null && endpoints.equals(other.endpoints) && skipped.equals(other.skipped);
    }
  }

  private enum News {
    ANSWERED,
    CONFIRMED,
    FAILED
  }

  void start() {
    List<Resolver.Watch> started = new ArrayList<>();
    try {
      for (int i = 0; i < candidates.size(); i++) {
        Candidate candidate = candidates.get(i);
        started.add(candidate.resolver().watch(candidate.service(), listenTo(i), context));
      }
    } catch (RuntimeException e) {
      closed = true;
      started.forEach(Resolver.Watch::close);
      throw e;
    }
    watches = List.copyOf(started);
  }

  private Resolver.Observer listenTo(int index) {
    Source source = sources.get(index);
    return new Resolver.Observer() {
      @Override
      public void onResolution(Resolution resolution) {
        hear(index, News.ANSWERED, () -> source.answered(resolution, heardAtNanos));
      }

      @Override
      public void onUnchanged() {
        hear(index, News.CONFIRMED, () -> source.confirmed(heardAtNanos));
      }

      @Override
      public void onError(ResolutionError error) {
        hear(index, News.FAILED, () -> source.failed(error));
      }
    };
  }

  private void hear(int index, News news, Runnable take) {
    lane.execute(
        () -> {
          heardAtNanos = context.clock().nanos();
          take.run();
          boolean matters = index < counted;
          counted = combination.counted(sources);
          if (matters && !closed) {
            tell(news);
          }
        });
  }

  /** Empty is said only when every source that counts said so: some may have some still. */
  private void tell(News news) {
    List<Source> counting = sources.subList(0, counted);
    Answer answer = together(counting);
    if (answer.endpoints().isEmpty() && !counting.stream().allMatch(Source::isHeard)) {
      return;
    }
    Optional<ResolutionError> problem = problem(counting);
    boolean known = news == News.FAILED && answer.equals(told);
    if (problem.isEmpty() || (!answer.endpoints().isEmpty() && !known)) {
      tell(answer, news);
    }
    problem.ifPresent(observer::onError);
  }

  private void tell(Answer answer, News news) {
    long age = heardAtNanos - answer.asOfNanos();
    boolean unchanged = news == News.CONFIRMED && age == 0 && answer.saysTheSameAs(told);
    told = answer;
    if (unchanged) {
      observer.onUnchanged();
    } else {
      observer.onResolution(
          new Resolution(answer.endpoints(), answer.skipped(), Duration.ofNanos(age)));
    }
  }

  /** As old as the oldest of the endpoints in it. */
  private Answer together(List<Source> counting) {
    List<Endpoint> endpoints = new ArrayList<>();
    List<Resolution.Skipped> skipped = new ArrayList<>();
    for (Source source : counting) {
      endpoints.addAll(source.endpoints().asList());
      skipped.addAll(source.skipped());
    }
    long age =
        counting.stream()
            .filter(s -> endpoints.isEmpty() ? s.hasAnswer() : !s.endpoints().isEmpty())
            .mapToLong(s -> heardAtNanos - s.asOfNanos())
            .max()
            .orElse(0);
    return new Answer(EndpointSet.of(endpoints), List.copyOf(skipped), heardAtNanos - age);
  }

  /** That one source lacks a service which another has is none. */
  private static Optional<ResolutionError> problem(List<Source> counting) {
    boolean nowhere = counting.stream().allMatch(Source::isElsewhere);
    List<ResolutionError> errors =
        counting.stream()
            .filter(source -> nowhere || !source.isElsewhere())
            .flatMap(source -> source.error().stream())
            .toList();
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ResolutionError(
                errors.get(0).kind(),
                errors.stream().map(ResolutionError::message).collect(Collectors.joining("; "))));
  }

  @Override
  public void refresh() {
    List<Resolver.Watch> all = watches;
    all.subList(0, Math.min(counted, all.size())).forEach(Resolver.Watch::refresh);
  }

  /** All are told, so that those in reserve stay fresh, but nobody waits for those. */
  @Override
  public boolean use(long now) {
    boolean fresh = true;
    List<Resolver.Watch> all = watches;
    for (int i = 0; i < all.size(); i++) {
      fresh &= all.get(i).use(now) || i >= counted;
    }
    return fresh;
  }

  @Override
  public void close() {
    closed = true;
    watches.forEach(Resolver.Watch::close);
  }
}
