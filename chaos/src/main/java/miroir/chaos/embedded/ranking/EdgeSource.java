package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one rule asks of documents between two terms of a query. */
interface EdgeSource {
  /** A condition and its cost. */
  record Priced(int cost, Condition condition) {}

  /** The conditions for a step; {@code from} is null at the start. */
  List<Priced> conditions(@Nullable Located from, Located to, BitSet universe);
}
