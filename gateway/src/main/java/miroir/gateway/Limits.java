package miroir.gateway;

import java.time.Duration;

/** Bounds of the gateway; each has its reason beside it. */
public final class Limits {
  /**
   * How long a gateway that leaves waits for its writes to end, so that it can pass its lanes on
   * open: other gateways hold the index's writes meanwhile. About what cuts on busy nodes take.
   */
  public static final Duration HAND_OVER = Duration.ofSeconds(1);

  /** A client's body: Meilisearch's own bound. */
  public static final long BODY_BYTES = 100_000_000;

  /** A node's answer: the largest page of documents we merge. */
  public static final long ANSWER_BYTES = 256L << 20;

  /** Client requests that one node request may join (protocol.md, lane). */
  public static final int JOINED_REQUESTS = 256;

  /** Bytes that one joined node request may have (protocol.md, lane). */
  public static final int JOINED_BYTES = 8 << 20;

  /** Waiting writes of one index (protocol.md, lane); one is always admitted when nothing waits. */
  public static final long WAITING_BYTES = 64L << 20;

  /** Waiting writes of one index, in requests. */
  public static final int WAITING_REQUESTS = 20_000;

  /** Unfinished node tasks of one lane (protocol.md, lane; writes-measured §0.5). */
  public static final int LANE_TASKS = 1_000;

  /** Registrations in one log entry, well under the coordinators' 1 MiB. */
  public static final int REGISTRATIONS = 500;

  /** Bytes of one proposal, well under the coordinators' 1 MiB too. */
  public static final int PROPOSAL_BYTES = 512 << 10;

  /** Bytes that one write may carry into its registration, so that a proposal always fits one. */
  public static final int REGISTRATION_BYTES = 384 << 10;

  /** Node tasks asked for at once; 12,000 uids still fit a request line (writes-measured §7). */
  public static final int POLLED_TASKS = 500;

  /** Time between looks at a lane's unfinished tasks while they are young. */
  public static final Duration POLL = Duration.ofMillis(15);

  /**
   * The longest time between such looks: a status is told this much late at most, beside the look
   * itself.
   */
  public static final Duration POLL_MOST = Duration.ofMillis(250);

  /** Bytes that a run of slots may have, as a node answers them: it needs seven times as much. */
  public static final int RUN_BYTES = 4 << 20;

  /** Documents that a run of slots may have; more are read as finer runs. */
  public static final int RUN_DOCUMENTS = 20_000;

  /** Tokens that a read of a run may name: a node parses a thousand in 7 ms, then it grows fast. */
  public static final int RUN_TOKENS = 1_000;

  /**
   * Ids that a target may hold in a run: its old documents, many times the new ones; and what can
   * be parsed on the writers' loop within some ten milliseconds.
   */
  public static final int RUN_IDS = 200_000;

  /** Bytes of one request of a copy: each node task has its price, so a run is one, mostly. */
  public static final int COPY_REQUEST_BYTES = 4 << 20;

  /** Ids of one request that deletes a target's surplus. */
  public static final int COPY_DELETIONS = 10_000;

  /** Reads of a source for one run, when writes that depend on content come between. */
  public static final int COPY_READS = 5;

  /** Bytes of copies that a gateway holds at once: a node answers a run, and it is sent on. */
  public static final long COPY_HELD_BYTES = 64L << 20;

  /** Runs of a member that its node is taking: one more is read meanwhile, so that none idles. */
  public static final int COPY_SENDING = 2;

  /** Runs of a member that are sent and not committed. */
  public static final int COPY_SENT = 64;

  /** Clean slots that are committed at once; fewer wait for others (protocol.md, exact copy). */
  public static final int COPY_PROGRESS_SLOTS = 64;

  /** How long they wait at most. */
  public static final Duration COPY_PROGRESS = Duration.ofSeconds(1);

  /** So often what is written meanwhile may be too much for a run before writes are held for it. */
  public static final int COPY_TRIES = 5;

  /** Documents that no copy is slowed down for: a node takes them in one batch. */
  public static final int COPY_CALM_DOCUMENTS = 1_000;

  /** A target whose oldest task is older gets no more of a copy: its live writes wait behind it. */
  public static final Duration COPY_QUEUE_AGE = Duration.ofSeconds(5);

  /** How often a large copy looks how long its source takes for a small read. */
  public static final Duration COPY_PROBE = Duration.ofMillis(200);

  /** A source is slowed down if its small reads take so many times as long as they used to. */
  public static final double COPY_LATENCY_RISE = 1.5;

  /** Less than this is noise, not a rise. */
  public static final Duration COPY_LATENCY_NOISE = Duration.ofMillis(2);

  /** Documents a second that a copy begins with: more than a node takes. */
  public static final int COPY_FASTEST = 50_000;

  /** Documents a second that a copy is never slower than by itself: else it might not end. */
  public static final int COPY_SLOWEST = 200;

  /** Writes that are kept while their slots are copied; more, and the run is begun again. */
  public static final int TAIL_WRITES = 10_000;

  /** Bytes that such writes may have: as much as may wait of one index. */
  public static final long TAIL_BYTES = 64L << 20;

  /** Documents that are looked at to tell how large a run is before it is read. */
  public static final int RUN_SAMPLE = 20;

  /**
   * Writes that a member may owe: more, and it is too slow for them, and copied instead. Fewer than
   * the ended tasks that a take-over is told of, since while they are owed the logs go on.
   */
  public static final int OWED_WRITES = 4_000;

  /** How long a copy of a run may take before it is begun again. */
  public static final Duration COPY_MOST = Duration.ofMinutes(2);

  /** How long a member that a copy failed for is left alone. */
  public static final Duration COPY_PAUSE = Duration.ofMillis(500);

  /** How long a member that has failed settings, such as for want of room, is left alone. */
  public static final Duration SETTINGS_AGAIN = Duration.ofSeconds(1);

  /** How often copies look whether they can go on. */
  public static final Duration COPY_TICK = Duration.ofMillis(50);

  /** Writes that a member may owe when it begins to answer before clients do. */
  public static final int JOIN_OWED = 50;

  /** How long it does so before the coordinators agree, or it is tried again. */
  public static final Duration JOIN = Duration.ofSeconds(10);

  /** A search's time, all rounds and retries included. */
  public static final Duration SEARCH = Duration.ofSeconds(30);

  /** How long a search waits for a node that the leader does not reach, where no other copy is. */
  public static final Duration SEARCH_DOWN = Duration.ofSeconds(2);

  /** Nodes' answers up to so many bytes are merged where they arrive: that takes milliseconds. */
  public static final int MERGED_AT_ONCE = 1 << 20;

  /**
   * Bodies of the writes that a gateway has under way, while their writers are looked for too: a
   * fail-over holds them for seconds. One is always taken.
   */
  public static final long HELD_BYTES = 256L << 20;

  /** How long statistics wait for a node. */
  public static final Duration STATS = Duration.ofSeconds(5);

  /** How long the deletion of an index waits to learn how many documents it deletes. */
  public static final Duration COUNT = Duration.ofSeconds(1);

  /** After so long a search asks other copies too: a node that is well answers far sooner. */
  public static final Duration SEARCH_SLOW = Duration.ofMillis(500);

  /**
   * How often one search does so: every half second, for as long as a node is not known as down.
   */
  public static final int HEDGES = 8;

  /**
   * So many renamings of a cut may fail in a row before a lane rests between them, each time a
   * second longer: each takes a name.
   */
  public static final int RENAMINGS = 3;

  /** The longest such rest: a node that is put right is back within half a minute. */
  public static final Duration RENAMING_REST = Duration.ofSeconds(30);

  /** How long a request waits for a view that has a writer, an index, or a newer name. */
  public static final Duration VIEW_WAIT = Duration.ofSeconds(10);

  /** How long a stop waits until others write; what is still open then ends as in a crash. */
  public static final Duration LEAVE = Duration.ofSeconds(5);

  /**
   * How long a write waits once the session is over: an election takes two seconds, and a client
   * that is told so can wait better than a request that is held.
   */
  public static final Duration SESSION_WAIT = Duration.ofSeconds(4);

  /** Connections to a node are made within this time, or not at all. */
  public static final Duration CONNECT = Duration.ofMillis(500);

  /** How long an answer waits for a view as new as what it tells; deltas take milliseconds. */
  public static final Duration VIEW_LAG = Duration.ofSeconds(5);

  /** How long it is tried to learn whether an index with an unknown name exists. */
  public static final Duration FRESH_VIEW = Duration.ofSeconds(5);

  /** How long a change of names is waited for at other gateways; a silent one's session ends. */
  public static final Duration EVERYWHERE = Duration.ofSeconds(8);

  /** A proposal is repeated for this long before its fate is unknown. */
  public static final Duration PROPOSAL = Duration.ofSeconds(15);

  /**
   * The oldest writes of an index that a report names, of those registered and of the others each:
   * what a person reads. Counts tell of the rest.
   */
  public static final int REPORTED_WRITES = 10;

  /**
   * Indexes in one report, those with something to tell first: with all their writes it stays far
   * below what one message may have.
   */
  public static final int REPORTED_INDEXES = 500;

  /** Exceptions on the writers' loop that a report names: the first are the ones that matter. */
  public static final int REPORTED_BUGS = 5;

  /** Time between reports: they go with heartbeats. */
  public static final Duration REPORT = Duration.ofSeconds(1);

  /** Over how long the pace of copies is measured: long enough for a few runs. */
  public static final Duration PACE_WINDOW = Duration.ofSeconds(10);

  /** Runs that are kept for it: small ones are clean within milliseconds. */
  public static final int PACE_RUNS = 1_000;

  /** Heartbeats of the session. */
  public static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private Limits() {}
}
