package miroir.coordinator.raft;

/**
 * What happens to this peer. Called on Ratis' threads, some under its locks: implementations must
 * return at once and never call Ratis back.
 */
public interface RaftEvents {
  /** This peer leads and has applied everything committed before its term. */
  void leaderReady();

  /** This peer no longer leads. */
  void leaderLost();

  /** Another peer leads; empty if none does. */
  void leaderChanged(String leader);

  /** The process cannot go on. */
  void fatal(String what, Throwable cause);

  /** A command hit a bug; health is critical from now on. */
  void bug(String what);
}
