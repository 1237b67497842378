package miroir.gateway.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import miroir.gateway.lane.LaneState;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Witness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what writers and lanes do, and writes a line for each change of a lane to the event log
 * ({@code miroir.events}). Thread-safe.
 */
public final class GatewayEvents implements Witness {
  private static final Logger EVENTS = LoggerFactory.getLogger("miroir.events");

  private final Counter takeOvers;
  private final Counter cuts;
  private final Counter slots;
  private final Counter documents;
  private final Counter bytes;
  private final Counter again;
  private final Timer held;

  /** Registers the counters. */
  public GatewayEvents(MeterRegistry metrics) {
    takeOvers = metrics.counter("miroir_take_overs");
    cuts = metrics.counter("miroir_cuts");
    slots = metrics.counter("miroir_copied_slots");
    documents = metrics.counter("miroir_copied_documents");
    bytes = metrics.counter("miroir_copied_bytes");
    again = metrics.counter("miroir_copies_begun_again");
    held = metrics.timer("miroir_copy_write_pause");
  }

  @Override
  public void turned(LaneTerms terms, String node, LaneState from, LaneState to, long cut) {
    if (to == LaneState.OPEN) {
      cuts.increment();
    }
    EVENTS.info(
        "kind=lane index={} epoch={} node={} from={} to={}{}",
        terms.index(),
        terms.epoch(),
        node,
        word(from),
        word(to),
        to == LaneState.OPEN ? " healed_by_cut=" + cut : "");
  }

  private static String word(LaneState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void tookOver(long index, long epoch) {
    takeOvers.increment();
  }

  @Override
  public void copied(int moreSlots, long moreDocuments, long moreBytes) {
    slots.increment(moreSlots);
    documents.increment((double) moreDocuments);
    bytes.increment((double) moreBytes);
  }

  @Override
  public void copyBeganAgain() {
    again.increment();
  }

  @Override
  public void heldForCopy(long nanos) {
    held.record(nanos, TimeUnit.NANOSECONDS);
  }
}
