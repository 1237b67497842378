package miroir.gateway.writer;

import java.util.Set;
import java.util.SortedMap;
import miroir.cluster.SlotSet;
import org.jspecify.annotations.Nullable;

/** What a copier sees of its writer. */
interface Surroundings {
  /** Returns the writes whose outcome is not committed. */
  Set<Op> underWay();

  /** Returns the number of the next write, which is not taken. */
  long nextSeq();

  /** Returns what each member holds in sync. */
  SortedMap<String, SlotSet> inSync();

  /** Returns slots that are empty by an operator's word, until somebody holds them in sync. */
  SlotSet emptied();

  /** Returns the primary key; without one there are no documents. */
  @Nullable String primaryKey();

  /** Returns whether documents may have vectors of their own. */
  boolean hasEmbedders();
}
