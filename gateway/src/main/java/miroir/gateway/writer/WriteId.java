package miroir.gateway.writer;

import java.util.Comparator;

/**
 * What names a write for ever: the lease epoch and the sequence number that its tags bear.
 *
 * @param epoch lease epoch
 * @param seq sequence number
 */
record WriteId(long epoch, long seq) implements Comparable<WriteId> {
  private static final Comparator<WriteId> ORDER =
      Comparator.comparingLong(WriteId::epoch).thenComparingLong(WriteId::seq);

  static WriteId of(Op op, long ownEpoch) {
    return op.originEpoch > 0
        ? new WriteId(op.originEpoch, op.originSeq)
        : new WriteId(ownEpoch, op.seq);
  }

  @Override
  public int compareTo(WriteId other) {
    return ORDER.compare(this, other);
  }
}
