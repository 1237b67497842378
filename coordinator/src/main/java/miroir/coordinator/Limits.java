package miroir.coordinator;

import java.time.Duration;

/** Bounds of the coordinator; each has its reason beside it. */
public final class Limits {
  /** One log entry; Ratis' own bound is 4 MB, over which a leader steps down (ratis-guide §2.5). */
  public static final int ENTRY_BYTES = 1 << 20;

  /** One gRPC message: the full view of a large cluster. */
  public static final int MESSAGE_BYTES = 64 << 20;

  /** How long a proposal waits for its commit before its fate is unknown. */
  public static final Duration PROPOSAL = Duration.ofSeconds(3);

  /** Commands that wait for Ratis' blocking submit call; more are refused as overload. */
  public static final int PROPOSALS_WAITING = 4_096;

  /** Threads in Ratis' blocking submit call: it pipelines, so few are enough. */
  public static final int PROPOSAL_THREADS = 8;

  /** A session ends after this silence (protocol.md, Sessions and leases). */
  public static final Duration SESSION_TTL = Duration.ofSeconds(4);

  /**
   * How long a leader without a majority may take itself for one, and answer heartbeats: {@code
   * Leadership} looks after 1.5 s of silence, every 100 ms.
   */
  public static final Duration LEADER_DOUBT = Duration.ofMillis(1_700);

  /** A session ends when its closed stream is not back within this time. */
  public static final Duration SESSION_GRACE = Duration.ofSeconds(1);

  /** How long a step of making members waits for them; what takes longer goes on by itself. */
  public static final Duration MEMBERS_STEP = Duration.ofSeconds(1);

  /** Members that are made or deleted on one node at once: more would only wait in its queue. */
  public static final int MEMBERS_AT_ONCE = 16;

  /** A call to a node that should answer at once. */
  public static final Duration NODE_CALL = Duration.ofSeconds(2);

  /** A node's queue may be long; a physical index waits this long for its own first tasks. */
  public static final Duration NODE_TASK = Duration.ofSeconds(60);

  /** Rest after a physical index could not be made: a full disk stays full for a while. */
  public static final Duration MAKE_AGAIN = Duration.ofSeconds(1);

  /** Tasks that a node may be asked for at once; its own bound of a page is 1,000. */
  public static final int KNOWN_TASKS = 1_000;

  /** Of those, as many as are looked at while the node is up: one look a second, all in turn. */
  public static final int KNOWN_TASKS_WHILE_UP = 50;

  /** Indexes of a lost node that are placed anew in one step of a second: a view delta for each. */
  public static final int REBUILDS_AT_ONCE = 20;

  /** How often a node is looked through for indexes that nobody names: it lists them all. */
  public static final Duration SWEEP_PERIOD = Duration.ofMinutes(1);

  /** Failed looks at a node before it counts as down. */
  public static final int NODE_FAILURES = 3;

  /** At most one barrier per this time, shared by all that wait (architecture.md). */
  public static final Duration BARRIER_INTERVAL = Duration.ofMillis(5);

  /** A question to another coordinator that should be answered at once. */
  public static final Duration PEER_CALL = Duration.ofSeconds(1);

  /** How long a peer that is added may take to catch up; a snapshot of 100 MB takes 8 s. */
  public static final Duration CATCH_UP = Duration.ofSeconds(60);

  /** Rest between two attempts of a peer that lost its log to come back. */
  public static final Duration REJOIN_PERIOD = Duration.ofMillis(500);

  /** How long a stopping leader waits for another to take over; it takes a tenth of a second. */
  public static final Duration HAND_OVER = Duration.ofSeconds(1);

  /** How long a coordinator without disk space takes to stop in peace before it is cut short. */
  public static final Duration STOP = Duration.ofSeconds(10);

  /** Members whose settings are looked at in one step of a second: three small calls each. */
  public static final int SETTINGS_LOOKS = 20;

  /** A drift that is still there after this long is told to the writer again. */
  public static final Duration DRIFT_AGAIN = Duration.ofSeconds(30);

  /** How long a call waits for a routing epoch to reach every gateway: less than one may take. */
  public static final Duration EVERYWHERE = Duration.ofSeconds(2);

  /** Rows of one answer about tasks. */
  public static final int TASK_ROWS = 100_000;

  /** Ended tasks of an index told to a writer that takes over: more than its lanes hold. */
  public static final int TAKE_OVER_ROWS = 5_000;

  /** How long the first lease of an index waits for members in the making on nodes that are up. */
  public static final Duration MEMBER_WAIT = Duration.ofSeconds(5);

  /** States that wait to be compared for the event log; one that finds no room is left out. */
  public static final int EVENT_STATES = 10_000;

  /** How long a gateway without a session is missed before it is taken for one that was removed. */
  public static final Duration GATEWAY_MISSED = Duration.ofMinutes(10);

  /** How long an operator waits for a gateway to give a write up: less than miroirctl waits. */
  public static final Duration GIVE_UP = Duration.ofSeconds(2);

  /** A write that is older is stuck: the gateways' standard deadline for writes. */
  public static final Duration WRITE_STUCK = Duration.ofSeconds(30);

  /** Writes in flight from which on the cluster is worth a look (surface.md §4). */
  public static final int WRITES_WARNING = 1_000;

  /** Writes in flight above which something is wrong (surface.md §4). */
  public static final int WRITES_CRITICAL = 10_000;

  private Limits() {}
}
