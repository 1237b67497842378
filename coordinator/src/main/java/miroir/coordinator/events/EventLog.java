package miroir.coordinator.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import miroir.coordinator.Limits;
import miroir.coordinator.published.Published;
import miroir.machine.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares each applied state with the one before, on a thread of its own. On the leader it writes
 * a line for each event to the event log ({@code miroir.events}) and counts it; on every
 * coordinator it notes since when nodes have their status, so that a new leader knows. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger EVENTS = LoggerFactory.getLogger("miroir.events");

  /** A state that finds no room is left out: the next one is compared over the gap. */
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(Limits.EVENT_STATES),
          work -> {
            Thread made = new Thread(work, "events");
            made.setDaemon(true);
            return made;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  private final Map<String, Long> sinceMillis = new ConcurrentHashMap<>();
  private final Published published;
  private final BooleanSupplier leads;
  private final LongSupplier wallMillis;
  private final MeterRegistry metrics;
  private State last = State.EMPTY;

  /**
   * Begins to compare.
   *
   * @param leads whether this coordinator leads; asked for each state that brings events
   * @param wallMillis milliseconds since 1970, for people
   */
  public EventLog(
      Published published, BooleanSupplier leads, LongSupplier wallMillis, MeterRegistry metrics) {
    this.published = published;
    this.leads = leads;
    this.wallMillis = wallMillis;
    this.metrics = metrics;
    published.onChange(this::changed);
  }

  private void changed() {
    State now = published.latest().state();
    thread.execute(() -> compare(now));
  }

  private void compare(State now) {
    State before = last;
    last = now;
    for (Event event : Changes.between(before, now)) {
      if (event.kind().equals("node")) {
        sinceMillis.put(event.fields().getOrDefault("node", ""), wallMillis.getAsLong());
      }
      if (leads.getAsBoolean()) {
        metrics.counter("miroir_events", "kind", event.kind(), "to", event.to()).increment();
        EVENTS.info("{}", event.text());
      }
    }
  }

  /** Returns when a node's status began, milliseconds since 1970, or this process learnt of it. */
  public OptionalLong since(String node) {
    Long since = sinceMillis.get(node);
    return since == null ? OptionalLong.empty() : OptionalLong.of(since);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
