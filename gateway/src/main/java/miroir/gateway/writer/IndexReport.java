package miroir.gateway.writer;

import java.util.List;
import java.util.OptionalLong;
import miroir.command.TaskKind;
import miroir.gateway.lane.LaneState;

/**
 * What the writer of one index does at a moment, for operators. Immutable.
 *
 * @param index index id
 * @param epoch lease epoch
 * @param active whether it takes writes
 * @param unregistered writes that are not registered, those without a place in the order included
 * @param unfinished registered writes whose outcome is not committed
 * @param oldestMillis age of the oldest of them, 0 without one
 * @param writes the oldest of them
 * @param lanes one for each member
 * @param copies one for each member that is behind
 */
public record IndexReport(
    long index,
    long epoch,
    boolean active,
    int unregistered,
    int unfinished,
    long oldestMillis,
    List<WriteInFlight> writes,
    List<LaneLook> lanes,
    List<CopyLook> copies) {

  /**
   * A write on its way.
   *
   * @param seq its number
   * @param taskUid its task, -1 until it is registered
   * @param ageMillis since the writer took it
   * @param kind what it is
   * @param waitsFor nodes that it waits for
   * @param why what it waits for, in words
   */
  public record WriteInFlight(
      long seq, long taskUid, long ageMillis, TaskKind kind, List<String> waitsFor, String why) {}

  /**
   * A lane.
   *
   * @param node where it leads
   * @param state whether it sends
   * @param waiting writes that the node has not taken
   * @param unfinished node tasks that have not ended
   * @param oldestMillis age of the oldest of these, 0 without one
   */
  public record LaneLook(
      String node, LaneState state, int waiting, int unfinished, long oldestMillis) {
    /** Returns whether there is nothing to tell of it. */
    public boolean isIdle() {
      return state == LaneState.OPEN && waiting == 0 && unfinished == 0;
    }
  }

  /**
   * How far a member that is behind is.
   *
   * @param node the member
   * @param source where the present run comes from, empty while none is under way
   * @param dirtySlots slots that must be copied
   * @param copyingSlots slots of the present run
   * @param copiedSlots slots that were copied since it fell behind; a slot may be copied twice
   * @param documents documents of these
   * @param bytes their size
   * @param documentsPerSecond over the last seconds
   * @param etaMillis until all are copied at this pace, empty while there is none
   * @param waitsFor what it waits for, in words
   */
  public record CopyLook(
      String node,
      String source,
      int dirtySlots,
      int copyingSlots,
      int copiedSlots,
      long documents,
      long bytes,
      double documentsPerSecond,
      OptionalLong etaMillis,
      String waitsFor) {}

  /** Returns whether there is nothing to tell of it. */
  public boolean isIdle() {
    return active
        && unregistered + unfinished == 0
        && copies.isEmpty()
        && lanes.stream().allMatch(LaneLook::isIdle);
  }
}
