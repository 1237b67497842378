package miroir.command;

/** What a writer concludes from a copy, with what it believes of the member. */
public interface OfCopy {
  /** Returns the index. */
  long index();

  /** Returns the lease epoch that the writer holds. */
  long leaseEpoch();

  /** Returns the member that was copied to. */
  String node();

  /** Returns the cut of the name that the copy went to. */
  long cut();

  /** Returns {@link miroir.topology.Member#marks} when it began. */
  long marks();
}
