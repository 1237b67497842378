package miroir.gateway.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.TaskKind;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Proposer;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * What members that are behind owe of writes that nobody waits for (protocol.md W4, W6): that they
 * took them, and that they applied them like the others. A miss is committed as dirty slots; until
 * then the logs of the members in sync stay long enough to show it. Runs on the writer's loop.
 */
final class Arrears {
  private static final long RETRY_MILLIS = 200;

  private final Map<Long, Op> owing = new LinkedHashMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private final LaneTerms terms;
  private final SyncingMembers syncing;

  /**
   * What a node task stands for.
   *
   * @param op a client's write; null for a part of a copy, and for settings sent whole
   * @param slots what is dirty if it fails
   * @param expected documents that the node must count, -1 if that is not known
   * @param settings whether the member lacks settings if it fails
   */
  private record Taken(@Nullable Op op, SlotSet slots, int expected, boolean settings) {}

  /** One member's account. */
  private static final class Account {
    final TreeMap<Long, List<Taken>> unproven = new TreeMap<>();
    final Map<Long, NodeTask> ended = new HashMap<>();
    final TreeMap<Long, Position> done = new TreeMap<>();
    Position proven = Position.START;
    SlotSet missed = SlotSet.NONE;
    List<Op> missedOf = new ArrayList<>();
    int owed;
    boolean proposing;
    boolean counting;
  }

  Arrears(LaneTerms terms, SyncingMembers syncing) {
    this.terms = terms;
    this.syncing = syncing;
  }

  private Account account(String node) {
    return accounts.computeIfAbsent(node, id -> new Account());
  }

  /** A write is under way to members that nobody waits for. */
  void owes(Op op) {
    if (!op.owes.isEmpty()) {
      owing.put(op.seq, op);
      op.owes.forEach(node -> account(node).owed++);
    }
  }

  /** Returns a write that some member owes, or null. */
  @Nullable Op owing(long seq) {
    return owing.get(seq);
  }

  /** A member has enqueued a write that it owes. */
  void took(String node, Op op, long nodeTask, int expected) {
    SlotSet slots = op.slots.getOrDefault(node, SlotSet.NONE);
    take(node, nodeTask, new Taken(op, slots, expected, op.kind == TaskKind.SETTINGS_UPDATE));
  }

  /** Returns whether a member has enqueued a write that it owes. */
  boolean hasTaken(String node, Op op) {
    return account(node).unproven.values().stream()
        .flatMap(List::stream)
        .anyMatch(taken -> taken.op == op);
  }

  /** A member has enqueued a part of a copy. */
  void tookCopy(String node, SlotSet run, long nodeTask, int expected) {
    take(node, nodeTask, new Taken(null, run, expected, false));
  }

  /** A member that is behind has enqueued all settings. */
  void tookSettings(String node, long nodeTask) {
    take(node, nodeTask, new Taken(null, SlotSet.NONE, -1, true));
  }

  private void take(String node, long nodeTask, Taken taken) {
    account(node).unproven.computeIfAbsent(nodeTask, uid -> new ArrayList<>()).add(taken);
  }

  /** A member's tasks have ended. */
  void ended(String node, List<NodeTask> tasks) {
    Account account = accounts.get(node);
    if (account == null) {
      return;
    }
    for (NodeTask task : tasks) {
      if (account.unproven.containsKey(task.uid())) {
        account.ended.put(task.uid(), task);
      }
    }
    prove(node, account);
  }

  /** The outcome of a write is committed, so that it can be compared. */
  void ended(Op op) {
    for (String node : Set.copyOf(op.owes)) {
      prove(node, account(node));
    }
  }

  private void prove(String node, Account account) {
    for (NodeTask task : List.copyOf(account.ended.values())) {
      List<Taken> all = account.unproven.getOrDefault(task.uid(), List.of());
      if (all.stream().anyMatch(taken -> taken.op != null && !taken.op.done)) {
        continue;
      }
      for (Taken taken : all) {
        if (isLike(task, taken)) {
          paid(taken.op, node);
          continue;
        }
        if (taken.settings) {
          syncing.missedSettings(node);
        }
        missed(node, taken.op, taken.slots);
      }
      account.ended.remove(task.uid());
      account.unproven.remove(task.uid());
      account.done.put(task.uid(), task.position());
    }
    while (!account.done.isEmpty()
        && (account.unproven.isEmpty() || account.done.firstKey() < account.unproven.firstKey())) {
      account.proven = account.done.pollFirstEntry().getValue();
    }
  }

  private static boolean isLike(NodeTask task, Taken taken) {
    if (taken.op != null && taken.op.failedOnNodes) {
      return !task.succeeded();
    }
    int indexed = task.details().path("indexedDocuments").asInt(taken.expected);
    return task.succeeded() && (taken.expected < 0 || indexed >= taken.expected);
  }

  /** A member did not get a write that it owes, or differs in it. */
  void missed(String node, @Nullable Op op, SlotSet slots) {
    Account account = account(node);
    if (op != null) {
      account.missedOf.add(op);
    }
    account.missed = account.missed.or(slots);
    syncing.mark(node, slots);
    commit(node, account);
  }

  /** The coordinators are to count a member's marks: without that no copy is proven. */
  void count(String node) {
    Account account = account(node);
    if (!account.counting && !account.proposing) {
      account.counting = true;
      propose(node, account, SlotSet.NONE, List.of());
    }
  }

  private void commit(String node, Account account) {
    if (account.proposing) {
      return;
    }
    SlotSet slots = account.missed;
    List<Op> ops = account.missedOf;
    account.missed = SlotSet.NONE;
    account.missedOf = new ArrayList<>();
    if (slots.isEmpty()) {
      ops.forEach(op -> paid(op, node));
      return;
    }
    propose(node, account, slots, ops);
  }

  private void propose(String node, Account account, SlotSet slots, List<Op> ops) {
    account.proposing = true;
    terms
        .proposer()
        .propose(
            new Command.TakeOut(terms.index(), terms.epoch(), node, slots, SlotSet.NONE),
            result -> committed(node, account, slots, ops, result));
  }

  private void committed(
      String node, Account account, SlotSet slots, List<Op> ops, Proposer.Result result) {
    account.proposing = false;
    boolean replied = result instanceof Proposer.Result.Replied;
    account.counting &= replied;
    if (replied) {
      // Refused: the lease is another's, who compares the logs himself.
      ops.forEach(op -> paid(op, node));
    } else {
      account.missed = account.missed.or(slots);
      account.missedOf.addAll(ops);
      terms.clock().after(RETRY_MILLIS, () -> commitRest(node, account));
      return;
    }
    commitRest(node, account);
  }

  private void commitRest(String node, Account account) {
    if (!account.missed.isEmpty() || !account.missedOf.isEmpty()) {
      commit(node, account);
    }
  }

  private void paid(@Nullable Op op, String node) {
    if (op != null && op.owes.remove(node)) {
      account(node).owed--;
      if (op.owes.isEmpty()) {
        owing.remove(op.seq);
      }
    }
  }

  /** A member's database has lost what is not proven; all of it is marked dirty. */
  void forget(String node) {
    Account account = account(node);
    account.unproven.values().forEach(all -> all.forEach(taken -> paid(taken.op, node)));
    account.unproven.clear();
    account.ended.clear();
    account.done.clear();
    account.proven = Position.START;
  }

  /** A member is none any more: nobody waits for what it owes. */
  void drop(String node) {
    forget(node);
    List.copyOf(owing.values()).forEach(op -> paid(op, node));
    accounts.remove(node);
  }

  /** Returns whether a member has proven every write up to a number, and every copy. */
  boolean isProven(String node, long seq) {
    Account account = accounts.get(node);
    boolean busy =
        account != null
            && (account.proposing
                || !account.missed.isEmpty()
                || account.unproven.values().stream()
                    .flatMap(List::stream)
                    .anyMatch(taken -> taken.op == null || taken.op.seq <= seq));
    return !busy
        && owing.values().stream().noneMatch(op -> op.seq <= seq && op.owes.contains(node));
  }

  /** Returns a member's oldest node task of a write that another still owes. */
  long oldestNodeTask(String node) {
    for (Account account : accounts.values()) {
      if (account.proposing || !account.missed.isEmpty()) {
        // What shows the miss must stay in the logs until it is committed.
        return -1;
      }
    }
    long oldest = Long.MAX_VALUE;
    for (Op op : owing.values()) {
      oldest = Math.min(oldest, op.nodeTasks.getOrDefault(node, Long.MAX_VALUE));
    }
    return oldest;
  }

  /** Returns a member's oldest node task that is not proven. */
  long oldestUnproven(String node) {
    Account account = accounts.get(node);
    return account == null || account.unproven.isEmpty()
        ? Long.MAX_VALUE
        : account.unproven.firstKey();
  }

  /** Returns up to where members have proven everything, by node. */
  Map<String, Position> proven() {
    Map<String, Position> proven = new HashMap<>();
    accounts.forEach(
        (node, account) -> {
          if (account.proven.uid() >= 0) {
            proven.put(node, account.proven);
          }
        });
    return proven;
  }

  /** Returns whether nobody owes anything, and every miss is committed. */
  boolean isIdle() {
    return owing.isEmpty()
        && accounts.values().stream()
            .allMatch(
                account ->
                    account.unproven.isEmpty()
                        && account.missed.isEmpty()
                        && account.missedOf.isEmpty()
                        && !account.proposing);
  }

  /** Returns the number of writes that a member owes. */
  int owed(String node) {
    Account account = accounts.get(node);
    return account == null ? 0 : account.owed;
  }
}
