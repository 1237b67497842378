package miroir.command;

/**
 * A command as it stands in the log.
 *
 * @param id makes it safe to repeat
 * @param atNanos the time at which it was proposed, nanoseconds since 1970; {@code apply} has no
 *     clock
 * @param rules version of the rules it was proposed under, and is applied by for ever: so that a
 *     log of an earlier build leads to the states that it led to then
 * @param command what is to change
 */
public record Envelope(OperationId id, long atNanos, int rules, Command command) {
  /**
   * The rules of this build. 1: take-outs are remembered, and statuses wait until they are known.
   * 2: gateways are told of {@code defaults.min_in_sync}. 3: reads follow each exchange of names by
   * itself, and lose an index with its deletion, whatever name they had it by; a database that is
   * gone is not kept for an index that is deleted.
   */
  public static final int RULES = 3;

  /** Makes one by the rules of this build. */
  public Envelope(OperationId id, long atNanos, Command command) {
    this(id, atNanos, RULES, command);
  }
}
