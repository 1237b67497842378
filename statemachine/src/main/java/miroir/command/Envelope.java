package miroir.command;

/**
 * A command as it stands in the log.
 *
 * @param id makes it safe to repeat
 * @param atNanos the time at which it was proposed, nanoseconds since 1970; {@code apply} has no
 *     clock
 * @param command what is to change
 */
public record Envelope(OperationId id, long atNanos, Command command) {}
