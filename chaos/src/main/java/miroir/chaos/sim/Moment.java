package miroir.chaos.sim;

/** What a step of a schedule may wait for: moments at which much is under way. */
enum Moment {
  /** Its time has come. */
  TIME,
  /** A lease was granted. */
  GRANTED,
  CUT_BEGUN,
  /** A node was asked to rename an index. */
  RENAMED,
  CUT_ENDED,
  /** Writes were registered. */
  REGISTERED,
  /** Outcomes were committed. */
  FINISHED,
  /** Slots of a member were marked dirty. */
  MARKED,
  /** A node was asked for documents of slots, to copy them. */
  FETCHED,
  /** A node has taken a part of a copy. */
  COPIED,
  /** Slots were committed as clean. */
  CLEANED,
  /** A member was taken into the in-sync set. */
  ADMITTED,
  /** A gateway sends a node something that changes it. */
  SENT,
  /** A gateway hears what a node says to that. */
  HEARD,
  /** A migration is in its next phase. */
  ADVANCED,
  /** What was replaced receives nothing any more. */
  CLEARING,
  /** Nothing of it is left. */
  FORGOTTEN
}
