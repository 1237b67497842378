package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.List;
import miroir.gateway.lane.Witness;

/** Counts what copies do. */
final class CopiesSeen implements Witness {
  final List<Long> heldNanos = new ArrayList<>();
  long documents;
  int again;

  @Override
  public void copied(int slots, long more, long bytes) {
    documents += more;
  }

  @Override
  public void copyBeganAgain() {
    again++;
  }

  @Override
  public void heldForCopy(long nanos) {
    heldNanos.add(nanos);
  }
}
