package miroir.topology;

import java.util.List;
import miroir.cluster.SlotSet;

/**
 * A node that holds replicas of an index.
 *
 * @param node the node
 * @param names cuts that the physical index may bear now, ascending; one, or more while a cut is
 *     under way
 * @param ready whether it was made and may receive writes
 * @param settled everything up to here is registered, or a committed copy, and terminal
 * @param settingsVersion version of the client settings that it was made with
 * @param dirty slots that must be copied before their shards are in sync
 * @param marks how often slots were marked dirty since this is counted, 0 before; a copy that began
 *     before the last mark proves nothing
 * @param check what is known of its settings
 * @param newest the newest renaming that its node has shown; with the settled position it proves
 *     that the database is the same
 */
public record Member(
    String node,
    List<Long> names,
    boolean ready,
    Position settled,
    long settingsVersion,
    SlotSet dirty,
    long marks,
    SettingsCheck check,
    Position newest) {

  /** Returns a member in the making, under a name that was never used. */
  public static Member unready(String node, long name, long marks) {
    return new Member(
        node,
        List.of(name),
        false,
        Position.START,
        0,
        SlotSet.NONE,
        marks,
        SettingsCheck.NONE,
        Position.START);
  }

  /** Returns the newest name. */
  public long newestName() {
    return names.get(names.size() - 1);
  }

  private Member with(List<Long> newNames, SlotSet newDirty, long newMarks) {
    return new Member(
        node,
        List.copyOf(newNames),
        ready,
        settled,
        settingsVersion,
        newDirty,
        newMarks,
        check,
        newest);
  }

  /** Returns this member under other names. */
  public Member named(List<Long> newNames) {
    return with(newNames, dirty, marks);
  }

  /** Returns this member settled up to another position. */
  public Member settledAt(Position position) {
    return new Member(node, names, ready, position, settingsVersion, dirty, marks, check, newest);
  }

  /** Returns this member, whose node has shown a task. */
  public Member showing(Position task) {
    return new Member(
        node, names, ready, settled, settingsVersion, dirty, marks, check, newest.later(task));
  }

  /** Returns this member with more dirty slots. */
  public Member dirtied(SlotSet slots) {
    return with(names, dirty.or(slots), marks == 0 ? 0 : marks + 1);
  }

  /** Returns this member as one that must be made anew, under a name that was never used. */
  public Member lost(long newName) {
    return unready(node, newName, Math.max(1, marks) + 1);
  }

  /** Returns this member with its marks counted from now on. */
  public Member counted() {
    return with(names, dirty, Math.max(1, marks));
  }

  /** Returns this member after slots were copied to it. */
  public Member cleaned(SlotSet slots) {
    return with(names, dirty.minus(slots), marks);
  }

  /** Returns this member with other knowledge of its settings. */
  public Member checked(SettingsCheck newCheck) {
    return new Member(node, names, ready, settled, settingsVersion, dirty, marks, newCheck, newest);
  }
}
