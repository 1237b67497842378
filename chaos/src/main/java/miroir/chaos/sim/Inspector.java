package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Outcome;
import miroir.command.Registration;
import miroir.command.Reply;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.gateway.lane.Tag;
import miroir.machine.State;
import miroir.machine.TaskPage;
import miroir.machine.TaskRow;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that happens, with eyes that no part of a cluster has: at nodes and log at
 * once. Asserts protocol.md's invariants as they can be seen at that moment.
 */
final class Inspector implements SimLog.Watch {
  final Admissions admissions = new Admissions();
  private final World world;
  private final Trust trust;
  private final Undecided undecided = new Undecided(this);

  Inspector(World world) {
    this.world = world;
    this.trust = new Trust(world, this);
  }

  Trust trust() {
    return trust;
  }

  Undecided undecided() {
    return undecided;
  }

  static List<TaskRow> rows(State state, long index) {
    List<TaskRow> rows = new ArrayList<>();
    for (TaskPage page : state.tasks().pages()) {
      for (int at = 0; at < page.size(); at++) {
        if (page.index(at) == index) {
          rows.add(page.row(at));
        }
      }
    }
    return rows;
  }

  static Optional<Tag> tag(Enqueued task) {
    return task.told();
  }

  /** I1, I2: in what counts, tags stand in the order of epochs and numbers, each once. */
  void enqueued(String node, Enqueued task) {
    world.chronicle().note(node, world.chronicle().kept() ? told(task) : "");
    Physical index = task.lands;
    Tag tag = tag(task).orElse(null);
    if (index == null || tag == null || tag.writes().isEmpty()) {
      return;
    }
    Tag before = before(index, task);
    if (before != null && !isBehind(before, tag, task)) {
      throw new Violation(
          "I2: " + node + " takes " + tag.text() + " behind " + before.text() + " in one log");
    }
  }

  /** Not what a failed renaming has made void since. */
  private static @Nullable Tag before(Physical index, Enqueued task) {
    for (int at = index.log.size() - 1; at >= 0; at--) {
      Tag tag = tag(index.log.get(at)).orElse(null);
      if (index.log.get(at) != task && tag != null && !tag.writes().isEmpty()) {
        return tag;
      }
    }
    return null;
  }

  private static String told(Enqueued task) {
    String lands = task.lands == null ? " (void)" : "";
    return "task " + task.uid + " " + task.sentTo() + " " + task.work + " " + task.tag + lands;
  }

  private static boolean isBehind(Tag before, Tag next, Enqueued task) {
    return before.epoch() < next.epoch()
        || (before.epoch() == next.epoch() && before.writes().lastKey() < next.writes().firstKey());
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // A repeated command leaves the very same state.
  public void applied(State before, State after, Command command, Reply reply) {
    if (!(reply instanceof Reply.Accepted accepted) || before == after) {
      return; // Refused, or answered as before.
    }
    world.ambushes().committed(command);
    world.databases().look(after);
    trust.applied(before, after, command);
    for (Index index : after.indexes().values()) {
      undecided.look(index);
      Index was = before.indexes().get(index.id());
      for (int shard = 0; was != null && shard < index.shards(); shard++) {
        if (was.hasInSync(shard)
            && !index.hasInSync(shard)
            && !(command instanceof Command.RecoverShards)) {
          throw new Violation("I4: shard " + shard + " has no copy in sync after " + command);
        }
      }
    }
    if (command instanceof Command.RegisterTasks register) {
      for (long uid : accepted.numbers()) {
        // One that is answered as before has been looked at before.
        if (uid >= before.tasks().nextUid()) {
          after.tasks().find(uid).ifPresent(row -> registered(after, register.index(), row));
        }
      }
    } else if (command instanceof Command.FinishTasks finish) {
      for (Outcome outcome : finish.outcomes()) {
        TaskRow was = before.tasks().find(outcome.taskUid()).orElseThrow();
        if (!was.status().terminal()) {
          after.tasks().find(outcome.taskUid()).ifPresent(row -> finished(after, row));
        }
      }
    }
  }

  /** I3: what is registered is in the log of every in-sync member that it touches. */
  void registered(State state, long id, TaskRow row) {
    Index index = state.indexes().get(id);
    if (index == null || row.nodeTasks().isEmpty() || row.error() != null) {
      return; // Of one that is told as failed nothing is promised but equal copies in the end.
    }
    TreeSet<String> touched = new TreeSet<>();
    Map<String, Enqueued> held = new TreeMap<>();
    for (String node : index.members().keySet()) {
      Enqueued task = find(node, id, row);
      if (task != null) {
        held.put(node, task);
        if (tag(task).map(tag -> tag.writes().size()).orElse(0) == 1) {
          touched.addAll(ids(task.work));
        }
      }
    }
    ClientOp op = world.clients().opOf(row);
    if (op != null) {
      touched.clear();
      touched.addAll(op.ids());
    } else if (touched.isEmpty() && row.kind() == TaskKind.DOCUMENT_ADDITION_OR_UPDATE) {
      return; // Everywhere joined with others, and recovered: what it wrote cannot be told.
    }
    for (String node : index.members().keySet()) {
      Enqueued task = held.get(node);
      if (world.databases().isGone(node)
          || (task == null && world.databases().isVoidByFault(node, row))) {
        continue; // Its outcome will tell (W6).
      }
      for (String document : touched) {
        boolean there = task != null && ids(task.work).contains(document);
        if (inSync(index, node, document)
            && !there
            && !copiedAfter(node, id, row).contains(Slot.of(document))) {
          throw new Violation(
              "I3: task "
                  + row.uid()
                  + " is registered; "
                  + node
                  + " is in sync and lacks "
                  + document);
        }
      }
      if (touched.isEmpty() && task == null && lacksSomething(index, node, id, row)) {
        throw new Violation("I3: task " + row.uid() + " is registered, and not on " + node);
      }
    }
  }

  /** I3, the other half: a later copy of a slot stands for the writes before it. */
  private SlotSet copiedAfter(String node, long id, TaskRow row) {
    SlotSet copied = SlotSet.NONE;
    Physical physical = physical(node, id);
    for (Enqueued task : physical == null ? List.<Enqueued>of() : physical.log) {
      Tag tag = tag(task).orElse(null);
      if (tag != null && tag.kind() == Tag.Kind.COPIED) {
        for (Map.Entry<Long, SlotSet> end : tag.writes().entrySet()) {
          boolean later =
              tag.epoch() > row.leaseEpoch()
                  || (tag.epoch() == row.leaseEpoch() && end.getKey() > row.seq());
          copied = later ? copied.or(end.getValue()) : copied;
        }
      }
    }
    return copied;
  }

  private boolean lacksSomething(Index index, String node, long id, TaskRow row) {
    SlotSet copied = copiedAfter(node, id, row);
    for (int shard = 0; shard < index.shards(); shard++) {
      if (inSync(index, node, shard)
          && !SlotSet.ofShard(shard, index.shards()).minus(copied).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** I6: a status told is how every in-sync member ended, and the first of the index's. */
  private void finished(State state, TaskRow row) {
    Index index = state.indexes().get(row.index());
    if (index == null) {
      return;
    }
    undecided.ended(index, row);
    for (TaskRow earlier : rows(state, row.index())) {
      if (earlier.uid() < row.uid() && !earlier.status().terminal() && earlier.seq() >= 0) {
        throw new Violation("I6: task " + row.uid() + " has ended before task " + earlier.uid());
      }
    }
    for (Registration.NodeTask behind : row.nodeTasks()) {
      String node = behind.node();
      List<Enqueued> tasks = world.node(node).queue().tasks();
      Enqueued task = behind.uid() < tasks.size() ? tasks.get((int) behind.uid()) : null;
      if (task == null
          || world.node(node).wasReplaced()
          || row.status() != TaskStatus.SUCCEEDED
          || !touchesInSync(index, node, task, world.clients().opOf(row))) {
        continue;
      }
      if (!task.succeeded() || task.payloadLost) {
        throw new Violation(
            "I6: task "
                + row.uid()
                + " succeeded; on "
                + node
                + ", in sync, task "
                + task.uid
                + " is "
                + task.status
                + " "
                + task.code
                + (task.payloadLost ? " and empty" : ""));
      }
    }
  }

  /** Of a task that stands for several writes, only the one's own documents count. */
  private boolean touchesInSync(Index index, String node, Enqueued task, @Nullable ClientOp op) {
    Set<String> ids = ids(task.work);
    if (ids.isEmpty()) {
      return admissions.holdsSome(index, node, task.uid);
    }
    if (op != null) {
      ids.retainAll(op.ids());
    }
    return ids.stream()
        .mapToInt(id -> Slot.shard(Slot.of(id), index.shards()))
        .anyMatch(shard -> admissions.holds(index, node, shard, task.uid));
  }

  /** Returns the task in a member's log that bears a write, or null. */
  @Nullable Enqueued find(String node, long index, TaskRow row) {
    Physical physical = physical(node, index);
    if (physical != null && row.kind() == TaskKind.SETTINGS_UPDATE) {
      for (Registration.NodeTask behind : row.nodeTasks()) {
        for (Enqueued task : physical.log) {
          if (behind.node().equals(node) && behind.uid() == task.uid) {
            return task;
          }
        }
      }
      return null;
    }
    if (physical != null) {
      for (Enqueued task : physical.log) {
        if (tag(task).map(tag -> tag.covers(row.leaseEpoch(), row.seq())).orElse(false)) {
          return task;
        }
      }
    }
    return null;
  }

  /** Returns an index on a node, by whatever name it will have. */
  @Nullable Physical physical(String node, long index) {
    Index route = world.state().indexes().get(index);
    Member member = route == null ? null : route.members().get(node);
    if (member == null) {
      return null;
    }
    for (Map.Entry<String, Physical> entry : world.node(node).queue().later().entrySet()) {
      for (long name : member.names()) {
        if (entry.getKey().equals(Index.physicalName(index, name))) {
          return entry.getValue();
        }
      }
    }
    return null;
  }

  /**
   * Returns whether a node has lost a payload, or failed a task by its own fault, and nobody has
   * noticed yet: until its outcomes have been read and committed, it shows what has never been.
   */
  boolean isRobbed(String node, long id) {
    Physical physical = physical(node, id);
    Index index = world.state().indexes().get(id);
    for (Enqueued task : physical == null ? List.<Enqueued>of() : physical.log) {
      Tag tag = task.lacksItsEffect() ? tag(task).orElse(null) : null;
      if (tag != null && index != null) {
        if (!holdsSomethingInSync(index, node) || isUntold(id, tag)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isUntold(long index, Tag tag) {
    return rows(world.state(), index).stream()
        .noneMatch(row -> row.status().terminal() && tag.covers(row.leaseEpoch(), row.seq()));
  }

  /** Returns the ids that a task names; none for one that touches all. Fake ids are left out. */
  static Set<String> ids(Work work) {
    TreeSet<String> ids = new TreeSet<>();
    if (work instanceof Work.Add add) {
      ids.addAll(add.documents().keySet());
    } else if (work instanceof Work.DeleteIds delete) {
      ids.addAll(delete.ids());
    }
    return ids;
  }

  static boolean inSync(Index index, String node, String document) {
    return inSync(index, node, Slot.shard(Slot.of(document), index.shards()));
  }

  static boolean inSync(Index index, String node, int shard) {
    for (List<List<Replica>> rows : index.placement().values()) {
      for (Replica replica : rows.get(shard)) {
        if (replica.node().equals(node) && replica.state() == ReplicaState.IN_SYNC) {
          return true;
        }
      }
    }
    return false;
  }

  static boolean holdsSomethingInSync(Index index, String node) {
    for (int shard = 0; shard < index.shards(); shard++) {
      if (inSync(index, node, shard)) {
        return true;
      }
    }
    return false;
  }

  /** Returns which task has not ended, or empty. */
  String unfinished() {
    for (TaskPage page : world.state().tasks().pages()) {
      for (int at = 0; at < page.size(); at++) {
        if (!page.status(at).terminal()) {
          return "task " + page.row(at).uid() + " has not ended";
        }
      }
    }
    for (Index index : world.state().indexes().values()) {
      for (Member member : index.members().values()) {
        if (member.names().size() > 1 && world.state().names().containsValue(index.id())) {
          return "a cut of " + member.node() + " has not ended";
        }
      }
    }
    return "";
  }

  /** Everything is quiet: what is there must be what was told. */
  void end(Clients clients) {
    new Judgement(world, this, clients).run();
  }
}
