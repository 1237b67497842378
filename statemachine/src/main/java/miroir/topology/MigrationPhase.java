package miroir.topology;

/** How far a migration has come (protocol.md, Migration). The order is that of time. */
public enum MigrationPhase {
  /** Its plan is committed; it waits for its turn. */
  COMPUTING_ASSIGNMENTS("ComputingAssignments"),
  /** Slots are copied to the targets; writes to clean slots go to both. */
  DUAL_WRITE("DualWrite"),
  /** Every slot of every target is clean. */
  CUTOVER_BEGIN("CutoverBegin"),
  /** Writes that were in flight finish; both sides work off their queues. */
  CUTOVER_DRAINING("CutoverDraining"),
  /** Old and new are compared; what differs is copied again. */
  CUTOVER_DELTA_PASS("CutoverDeltaPass"),
  /** Targets come in sync, one commit each, and what they replace is leaving. */
  CUTOVER_ACTIVATE("CutoverActivate"),
  /** What is left receives writes until the rollback window has passed, then it is deleted. */
  CUTOVER_CLEANUP("CutoverCleanup"),
  /** It ended well. */
  COMPLETE("Complete"),
  /** It was given up; nothing has moved. */
  ABORTED("Aborted"),
  /** It cannot be done. */
  FAILED("Failed");

  private final String label;

  MigrationPhase(String label) {
    this.label = label;
  }

  /** Returns the name that people see. */
  public String label() {
    return label;
  }

  /** Returns whether nothing follows. */
  public boolean isOver() {
    return compareTo(COMPLETE) >= 0;
  }

  /** Returns whether targets have replicas that no search reads. */
  public boolean isBeforeActivation() {
    return compareTo(CUTOVER_ACTIVATE) < 0;
  }
}
