package miroir.coordinator.node;

import java.util.Collection;
import java.util.List;
import miroir.topology.Position;

/**
 * What the leader asks of one Meilisearch server, with the node master key. Every call waits for
 * the answer, with a deadline; {@link NodeProblem} says what went wrong. Each call may be repeated.
 */
public interface NodeControl {
  /** Returns the server's version, such as {@code 1.50.0}. */
  String version();

  /** Makes a key under a uid of our choice, or finds it there. */
  void ensureKey(String uid, String name, List<String> actions);

  /** Deletes a key; it may be gone already. */
  void deleteKey(String uid);

  /** Returns whether a key of that uid exists. */
  boolean hasKey(String uid);

  /** Returns the names of the keys that Miroir has made here, this cluster or another. */
  List<String> keyNames();

  /** Makes an index with settings and waits until both are done. */
  void createIndex(String physical, String settingsJson);

  /** Deletes an index and waits until it is gone. */
  void deleteIndex(String physical);

  /** Asks for the deletion of an index, and does not wait for it. */
  void dropIndex(String physical);

  /** Returns the names of the indexes that begin with {@code prefix}. */
  List<String> indexes(String prefix);

  /** Returns the newest task of the server. */
  Position newestTask();

  /** Returns those of some tasks that the server has; at most 1,000 may be asked for. */
  List<Position> tasks(Collection<Long> uids);

  /** Returns an index's settings, JSON. */
  String settings(String physical);

  /** Returns whether a change of an index's settings waits or runs. */
  boolean isChangingSettings(String physical);

  /** A node did not do what was asked. */
  final class NodeProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean answered;

    /** Makes a problem; {@code answered} if the node itself refused. */
    public NodeProblem(String message, boolean answered) {
      super(message);
      this.answered = answered;
    }

    /** Returns whether the node answered, and refused. */
    public boolean answered() {
      return answered;
    }
  }
}
