package miroir.command;

/**
 * One pair of names.
 *
 * @param left an index
 * @param right another index, or the new name of the left one if {@code rename}
 * @param rename whether {@code right} must be free
 */
public record Swap(String left, String right, boolean rename) {}
