package dev.switchboard.testing;

import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every event. Safe for any thread. */
public final class RecordingListener implements SwitchboardListener {

  private final List<SwitchboardEvent> events = new CopyOnWriteArrayList<>();

  /** A listener that has heard nothing. */
  public RecordingListener() {}

  @Override
  public void onEvent(SwitchboardEvent event) {
    events.add(event);
  }

  /** Everything heard so far, in order. */
  public List<SwitchboardEvent> events() {
    return List.copyOf(events);
  }

  /** The events of one type heard so far, in order. */
  public <E extends SwitchboardEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Forgets everything. */
  public void clear() {
    events.clear();
  }
}
