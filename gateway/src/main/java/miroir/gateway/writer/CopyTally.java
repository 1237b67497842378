package miroir.gateway.writer;

/** Counts what the copies of a gateway do. On the writers' loop only. */
final class CopyTally {
  private long slots;
  private long documents;
  private long bytes;
  private long runs;
  private long again;
  private long held;
  private long heldNanos;
  private long longestHeldNanos;

  /** A run is committed. */
  void done(CopyRun run) {
    runs++;
    slots += run.slots.size();
  }

  /** Documents were sent. */
  void sent(long count, long size) {
    documents += count;
    bytes += size;
  }

  /** A run is begun again. */
  void again() {
    again++;
  }

  /** Writes were held so long. */
  void held(long nanos) {
    held++;
    heldNanos += nanos;
    longestHeldNanos = Math.max(longestHeldNanos, nanos);
  }

  CopyTotals totals() {
    return new CopyTotals(slots, documents, bytes, runs, again, held, heldNanos, longestHeldNanos);
  }
}
