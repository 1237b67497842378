package miroir.gateway.writer;

import miroir.gateway.Limits;

/**
 * How large the parts of a copy may be. Immutable; the simulation has smaller ones, so that few
 * documents are many.
 *
 * @param runDocuments documents that one read of a source may give
 * @param runBytes bytes that it may have
 * @param finestSlots a larger run of so few slots is read in pieces, not as finer runs
 * @param tailWrites writes that are kept for a run meanwhile
 */
public record CopyBounds(int runDocuments, long runBytes, int finestSlots, int tailWrites) {
  /** What nodes bear. */
  public static final CopyBounds STANDARD =
      new CopyBounds(Limits.RUN_DOCUMENTS, Limits.RUN_BYTES, 1, Limits.TAIL_WRITES);
}
