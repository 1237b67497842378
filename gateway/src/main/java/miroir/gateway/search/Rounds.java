package miroir.gateway.search;

import java.util.List;
import miroir.gateway.merge.Step;
import org.jspecify.annotations.Nullable;

/** One question: how its rounds go and how they end. Used by one thread at a time. */
interface Rounds {
  /** Begins, with each node's filter; null where a node needs none. */
  Step start(List<@Nullable String> filters);

  /** Goes on with the nodes' answers, in their order. */
  Step next(List<byte[]> answers);
}
