package miroir.gateway.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import miroir.gateway.Limits;
import miroir.gateway.api.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Writes that wait for their place in the order, within bounds. Runs on the writer's loop. */
final class Arrivals {
  private final Deque<Arrival> waiting = new ArrayDeque<>();
  private long bytes;

  /**
   * A write that waits.
   *
   * @param bytes its size
   * @param client told once
   */
  record Arrival(
      WriteRequest request, @Nullable String metadata, long bytes, Consumer<WriteResult> client) {}

  /**
   * Takes a write, or tells its client that too many wait.
   *
   * @param open writes that have their place and are not registered
   * @param openBytes their size
   * @param weight what its registration carries
   */
  void add(Arrival arrival, int open, long openBytes, long weight) {
    long weighs = bytes + openBytes;
    boolean full =
        (weighs > 0 && weighs + arrival.bytes > Limits.WAITING_BYTES)
            || open + waiting.size() >= Limits.WAITING_REQUESTS;
    if (full) {
      arrival.client.accept(overloaded("Too many writes of this index wait."));
    } else if (weight > Limits.REGISTRATION_BYTES) {
      arrival.client.accept(overloaded("What the task of this write must keep is too large."));
    } else {
      bytes += arrival.bytes;
      waiting.add(arrival);
    }
  }

  private static WriteResult overloaded(String why) {
    return new WriteResult.Refused(
        ErrorCode.MIROIR_OVERLOADED.with(why + " Nothing was done; try again later."));
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** Returns the oldest, which stays. */
  Arrival first() {
    return waiting.getFirst();
  }

  void remove(Arrival arrival) {
    waiting.remove(arrival);
    bytes -= arrival.bytes;
  }

  /** Lets every client look for another writer. */
  void turnAway() {
    List<Arrival> rest = new ArrayList<>(waiting);
    waiting.clear();
    bytes = 0;
    rest.forEach(arrival -> arrival.client.accept(new WriteResult.NotTheWriter()));
  }
}
