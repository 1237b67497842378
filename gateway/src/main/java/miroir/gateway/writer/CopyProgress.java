package miroir.gateway.writer;

/**
 * How far the copies to one member are. A picture of one moment; immutable.
 *
 * @param index the index's id
 * @param node the member's node
 * @param source the node that is read last, empty before the first run
 * @param slotsDone slots that this writer has copied there and committed
 * @param slotsLeft slots that are dirty, being copied, or not committed
 * @param documents documents sent, those of runs that were begun again too
 * @param bytes their size as sent
 * @param startedWallNanos when this writer began, nanoseconds since 1970
 * @param documentsPerSecond the rate that the copy may have at present
 * @param waitsFor for people; empty while nothing holds it up
 */
public record CopyProgress(
    long index,
    String node,
    String source,
    int slotsDone,
    int slotsLeft,
    long documents,
    long bytes,
    long startedWallNanos,
    double documentsPerSecond,
    String waitsFor) {}
