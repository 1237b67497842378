package miroir.machine;

/** Bounds of the state; each has its reason beside it. */
public final class Limits {
  /**
   * Tasks kept: what Meilisearch itself keeps before it deletes the oldest (writes-measured §10).
   */
  public static final int TASK_WINDOW = 1_000_000;

  /** Tasks in one page: copying one on change costs microseconds, and few pages make a window. */
  public static final int TASK_PAGE = 1_024;

  /**
   * Answers remembered per proposer: more than one that is well has commands in flight. What is
   * forgotten has been done or not; nobody may take that for an answer.
   */
  public static final int ANSWERS_PER_PROPOSER = 64;

  /** Proposers remembered; the least recently heard is forgotten first. */
  public static final int PROPOSERS = 256;

  /** Indexes; each costs every node a directory and every view an entry. */
  public static final int INDEXES = 10_000;

  /** Nodes; the planner is quadratic in them at worst. */
  public static final int NODES = 1_000;

  /** Migrations remembered, those that have ended first forgotten: weeks of history. */
  public static final int MIGRATIONS = 1_000;

  private Limits() {}
}
