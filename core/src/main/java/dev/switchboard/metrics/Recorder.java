package dev.switchboard.metrics;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.resolve.Service;
import dev.switchboard.upstream.UpstreamSnapshot;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Turns events into what meters count. */
final class Recorder implements SwitchboardListener {

  private final Switchboard switchboard;
  private final Meters meters;
  private final int endpointsPerAlias;
  private final int methodsPerAlias;
  private final Map<Alias, AliasMeters> aliases = new ConcurrentHashMap<>();
  private final Map<Service, ServiceMeters> services = new ConcurrentHashMap<>();

  Recorder(
      Switchboard switchboard, MeterRegistry registry, int endpointsPerAlias, int methodsPerAlias) {
    this.switchboard = switchboard;
    this.meters = new Meters(registry);
    this.endpointsPerAlias = endpointsPerAlias;
    this.methodsPerAlias = methodsPerAlias;
  }

  /** What was there before the first event. */
  void start() {
    for (UpstreamSnapshot snapshot : switchboard.snapshot()) {
      of(snapshot.alias());
      of(snapshot.service());
    }
  }

  void close() {
    meters.removeAll();
  }

  private Optional<AliasMeters> of(Alias alias) {
    AliasMeters known = aliases.get(alias);
    return known == null
        ? switchboard
            .dialer(alias.host(), alias.port())
            .map(dialer -> aliases.computeIfAbsent(alias, a -> newMeters(dialer)))
        : Optional.of(known);
  }

  private AliasMeters newMeters(Dialer dialer) {
    return new AliasMeters(
        meters,
        dialer.upstream(),
        dialer.clock()::nanos,
        new EndpointMeters(meters, dialer.upstream(), endpointsPerAlias),
        new MethodMeters(meters, dialer.upstream(), methodsPerAlias));
  }

  private ServiceMeters of(Service service) {
    return services.computeIfAbsent(service, s -> new ServiceMeters(meters, s.name()));
  }

  @Override
  public void onEvent(SwitchboardEvent event) {
    if (event instanceof SwitchboardEvent.OfCall ofCall) {
      of(ofCall.alias()).ifPresent(alias -> record(ofCall, alias));
    } else if (event instanceof SwitchboardEvent.OfService ofService) {
      record(ofService, of(ofService.service()));
    } else if (event instanceof SwitchboardEvent.OfAlias ofAlias) {
      of(ofAlias.alias()).ifPresent(alias -> record(ofAlias, alias));
    }
  }

  private static void record(SwitchboardEvent.OfCall event, AliasMeters alias) {
    if (event instanceof SwitchboardEvent.CallStarted) {
      alias.callStarted();
    } else if (event instanceof SwitchboardEvent.CallRefused refused) {
      alias.callRefused(refused.reason());
    } else if (event instanceof SwitchboardEvent.AttemptEnded ended) {
      alias.attemptEnded(ended);
    } else if (event instanceof SwitchboardEvent.ResponseReceived received) {
      alias.responseReceived(received);
    } else if (event instanceof SwitchboardEvent.RetryRefused refused) {
      alias.retryRefused(refused.reason());
    } else if (event instanceof SwitchboardEvent.BodyFailed) {
      alias.bodyFailed();
    } else if (event instanceof SwitchboardEvent.EndpointMissing missing) {
      alias.endpointMissing(missing.reason());
    } else if (event instanceof SwitchboardEvent.CallEnded ended) {
      alias.callEnded(ended);
    }
  }

  private static void record(SwitchboardEvent.OfAlias event, AliasMeters alias) {
    if (event instanceof SwitchboardEvent.CircuitOpened) {
      alias.circuit("open");
    } else if (event instanceof SwitchboardEvent.CircuitHalfOpened) {
      alias.circuit("half_open");
    } else if (event instanceof SwitchboardEvent.CircuitClosed) {
      alias.circuit("closed");
    }
  }

  private void record(SwitchboardEvent.OfService event, ServiceMeters service) {
    if (event instanceof SwitchboardEvent.ResolutionChanged) {
      service.resolutionChanged();
      aliases.values().forEach(AliasMeters::resolutionChanged);
    } else if (event instanceof SwitchboardEvent.ResolutionFailed failed) {
      service.resolutionFailed(failed.error().kind());
    } else if (event instanceof SwitchboardEvent.EndpointEjected ejected) {
      service.ejected(ejected);
    } else if (event instanceof SwitchboardEvent.EndpointReadmitted) {
      service.readmitted();
    }
  }
}
