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
 */
public record Member(
    String node,
    List<Long> names,
    boolean ready,
    Position settled,
    long settingsVersion,
    SlotSet dirty,
    long marks,
    SettingsCheck check) {

  /** Returns the newest name. */
  public long newestName() {
    return names.get(names.size() - 1);
  }

  /** Returns this member under other names. */
  public Member named(List<Long> newNames) {
    return new Member(
        node, List.copyOf(newNames), ready, settled, settingsVersion, dirty, marks, check);
  }

  /** Returns this member settled up to another position. */
  public Member settledAt(Position position) {
    return new Member(node, names, ready, position, settingsVersion, dirty, marks, check);
  }

  /** Returns this member with more dirty slots. */
  public Member dirtied(SlotSet slots) {
    return new Member(
        node,
        names,
        ready,
        settled,
        settingsVersion,
        dirty.or(slots),
        marks == 0 ? 0 : marks + 1,
        check);
  }

  /** Returns this member with its marks counted from now on. */
  public Member counted() {
    return new Member(
        node, names, ready, settled, settingsVersion, dirty, Math.max(1, marks), check);
  }

  /** Returns this member after slots were copied to it. */
  public Member cleaned(SlotSet slots) {
    return new Member(
        node, names, ready, settled, settingsVersion, dirty.minus(slots), marks, check);
  }

  /** Returns this member with other knowledge of its settings. */
  public Member checked(SettingsCheck newCheck) {
    return new Member(node, names, ready, settled, settingsVersion, dirty, marks, newCheck);
  }
}
