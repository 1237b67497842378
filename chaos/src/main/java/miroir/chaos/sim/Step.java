package miroir.chaos.sim;

/**
 * One thing that a schedule does to a world.
 *
 * @param number its place in the schedule as it was made; stays when others are left out
 * @param moment what it waits for
 * @param nth which of these moments, from 1 on
 * @param atMillis when; how long after the moment it waits for
 * @param kind what
 * @param first which gateway, node or coordinator
 * @param second which index, or the other end
 * @param amount how long, milliseconds; of a write: what its documents are made of
 * @param more how much more; of a write: documents at most
 */
record Step(
    int number,
    Moment moment,
    int nth,
    long atMillis,
    Kind kind,
    int first,
    int second,
    long amount,
    long more) {

  /** Makes one that happens at a certain time. */
  Step(int number, long atMillis, Kind kind, int first, int second, long amount, long more) {
    this(number, Moment.TIME, 1, atMillis, kind, first, second, amount, more);
  }

  /** Returns the same step, waiting for a moment. */
  Step at(int place, Moment when, int which, long delayMillis) {
    return new Step(place, when, which, delayMillis, kind, first, second, amount, more);
  }

  /** What a step may be. */
  enum Kind {
    /** Documents replace others. */
    REPLACE,
    /** Documents are merged into others. */
    MERGE,
    DELETE_IDS,
    DELETE_FILTER,
    DELETE_ALL,
    SETTINGS,
    CREATE_INDEX,
    DELETE_INDEX,
    SWAP,
    /** A client looks at its tasks. */
    LOOK,
    /** A client reads a document. */
    READ,
    /** What a gateway sends to a node is lost. */
    LOSE_REQUESTS,
    /** What a node answers a gateway is lost. */
    LOSE_ANSWERS,
    /** What a gateway sends to a node arrives much later. */
    LATE_REQUESTS,
    /** Neither direction between a gateway and a node. */
    CUT_NODE,
    HOLD_NODE,
    PAUSE_NODE,
    CRASH_NODE,
    POWER_CUT_NODE,
    FILL_NODE,
    /** A node comes back with an empty disk. */
    WIPE_NODE,
    BACK_UP_NODE,
    /** A node comes back as it was when it was backed up. */
    RESTORE_NODE,
    PAUSE_GATEWAY,
    CRASH_GATEWAY,
    LEAVE_GATEWAY,
    /** A gateway is cut off from all coordinators. */
    CUT_GATEWAY,
    /** What coordinators say to a gateway is lost. */
    DEAFEN_GATEWAY,
    SKEW_GATEWAY,
    DEPOSE_LEADER,
    ISOLATE_LEADER,
    LOSE_QUORUM,
    /** An operator gives up the oldest write of a document that is under way. */
    GIVE_UP,
    /** An operator moves replicas of an index to other nodes. */
    MOVE,
    /** An operator aborts all migrations that may be. */
    ABORT_MIGRATIONS,
    /** An operator pauses all migrations that may be, for a while. */
    PAUSE_MIGRATIONS;

    /** Returns whether it happens to a node. */
    boolean isOfNode() {
      return ordinal() >= HOLD_NODE.ordinal() && ordinal() <= RESTORE_NODE.ordinal();
    }

    /** Returns whether a client does it. */
    boolean isOperation() {
      return ordinal() <= READ.ordinal();
    }

    /** Returns whether it goes through the writer of an index. */
    boolean isWrite() {
      return ordinal() <= SETTINGS.ordinal();
    }
  }

  @Override
  public String toString() {
    String when = moment == Moment.TIME ? "" : nth + ". " + moment + " + ";
    return String.format(
        "%s%6d ms  #%d %s %d %d %d %d", when, atMillis, number, kind, first, second, amount, more);
  }
}
