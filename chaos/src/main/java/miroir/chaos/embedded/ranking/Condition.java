package miroir.chaos.embedded.ranking;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What documents must fulfil to take a step.
 *
 * @param left the term before, if it matters
 * @param right the term that is reached, narrowed to what the condition means
 * @param resolver finds the documents
 */
record Condition(@Nullable Located left, Located right, Resolver resolver) {
  /** Finds the documents of a universe that fulfil a condition. */
  @FunctionalInterface
  interface Resolver {
    BitSet resolve(BitSet universe);
  }
}
