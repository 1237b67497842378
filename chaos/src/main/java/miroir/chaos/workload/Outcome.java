package miroir.chaos.workload;

/** What a client knows of a write after its request. */
public enum Outcome {
  /** It was acknowledged. */
  DONE,
  /** It was refused, or never sent: it must leave no trace. */
  NOT_DONE,
  /** Nobody told: it may be done now, later or never. */
  UNKNOWN
}
