package miroir.gateway.writer;

/**
 * What all copies of a gateway have done since it began. A picture of one moment; immutable.
 *
 * @param slots slots copied and committed
 * @param documents documents sent
 * @param bytes their size as sent
 * @param runs runs committed
 * @param again runs that were begun again
 * @param held runs that writes were held for
 * @param heldNanos how long, all together
 * @param longestHeldNanos the longest of them
 */
public record CopyTotals(
    long slots,
    long documents,
    long bytes,
    long runs,
    long again,
    long held,
    long heldNanos,
    long longestHeldNanos) {}
