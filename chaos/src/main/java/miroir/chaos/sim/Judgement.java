package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.lane.Tag;
import miroir.gateway.writer.NodeSettings;
import miroir.machine.State;
import miroir.machine.TaskRow;
import miroir.topology.Index;

/**
 * The last word on a run: what clients were told and have read, what the log says, and what nodes
 * hold, once everything is quiet.
 */
final class Judgement {
  private final World world;
  private final Inspector inspector;
  private final Clients clients;
  private final State state;

  Judgement(World world, Inspector inspector, Clients clients) {
    this.world = world;
    this.inspector = inspector;
    this.clients = clients;
    this.state = world.state();
  }

  void run() {
    for (ClientOp op : clients.ops()) {
      told(op);
    }
    for (Index index : state.indexes().values()) {
      if (state.names().containsValue(index.id())) {
        judge(index);
      }
    }
  }

  /** What a client was told holds. */
  private void told(ClientOp op) {
    TaskRow found = null;
    for (long index : state.indexes().keySet()) {
      for (TaskRow row : Inspector.rows(state, index)) {
        if (op.metadata().equals(row.metadata())) {
          if (found != null) {
            throw new Violation(op + " is registered twice");
          }
          found = row;
        }
      }
    }
    boolean gone = !state.tasks().find(op.taskUid).isPresent() && op.taskUid >= 0;
    if (op.told == ClientOp.Told.DONE && found == null && gone) {
      throw new Violation(op + " was accepted, and has no task");
    }
    if (op.told == ClientOp.Told.DONE && found != null && found.uid() != op.taskUid) {
      throw new Violation(op + " was told another task than it has: " + op.taskUid);
    }
    if (op.told == ClientOp.Told.NOT_DONE && found != null) {
      throw new Violation(op + " was told as not done, and is task " + found.uid());
    }
  }

  private void judge(Index index) {
    List<TaskRow> rows = Inspector.rows(state, index.id());
    Set<String> registered = new HashSet<>();
    for (TaskRow row : rows) {
      if (row.seq() >= 0 && !registered.add(row.leaseEpoch() + "." + row.seq())) {
        throw new Violation("write " + row.leaseEpoch() + "." + row.seq() + " is registered twice");
      }
    }
    for (String node : index.members().keySet()) {
      if (Inspector.holdsSomethingInSync(index, node)) {
        ghosts(index, node, registered);
        settings(index, node);
      }
    }
    for (int shard = 0; shard < index.shards(); shard++) {
      equal(index, shard);
    }
    index.members().keySet().forEach(node -> strangers(index, node));
    if (world.hasLost(index.id())) {
      return; // What it should hold, nobody can tell any more.
    }
    new Contents(world, this, clients, index, rows).check();
  }

  /** What stands before a slot's last copy is void for that slot. */
  static SlotSet copiedBehind(Physical physical, Enqueued task) {
    SlotSet copied = SlotSet.NONE;
    for (Enqueued later : physical.log) {
      Tag tag = Inspector.tag(later).orElse(null);
      if (later.uid > task.uid && tag != null && tag.kind() == Tag.Kind.COPIED) {
        copied = copied.or(tag.slots());
      }
    }
    return copied;
  }

  private static Set<String> ids(Enqueued task) {
    return Inspector.ids(task.work);
  }

  /** What an in-sync member holds is registered. */
  private void ghosts(Index index, String node, Set<String> registered) {
    Physical physical = inspector.physical(node, index.id());
    if (physical == null) {
      throw new Violation(node + " is in sync and bears no name of index " + index.id());
    }
    for (Enqueued task : physical.log) {
      Tag tag = Inspector.tag(task).orElse(null);
      boolean marker = task.work instanceof Work.DeleteIds delete && delete.ids().isEmpty();
      if (tag == null
          || tag.kind() != Tag.Kind.WRITE
          || marker
          || !task.succeeded()
          || !touchesInSync(index, node, task)) {
        continue;
      }
      SlotSet overwritten = copiedBehind(physical, task);
      for (long seq : tag.writes().keySet()) {
        boolean gone =
            ids(task).isEmpty()
                ? owned(index, node).minus(overwritten).isEmpty()
                : ids(task).stream()
                    .filter(id -> Inspector.inSync(index, node, id))
                    .allMatch(id -> overwritten.contains(Slot.of(id)));
        if (!gone && !registered.contains(tag.epoch() + "." + seq)) {
          throw new Violation(
              node + " is in sync and holds " + tag.epoch() + "." + seq + ", which is no task");
        }
      }
    }
  }

  private static SlotSet owned(Index index, String node) {
    SlotSet owned = SlotSet.NONE;
    for (int shard = 0; shard < index.shards(); shard++) {
      if (Inspector.inSync(index, node, shard)) {
        owned = owned.or(SlotSet.ofShard(shard, index.shards()));
      }
    }
    return owned;
  }

  private static boolean touchesInSync(Index index, String node, Enqueued task) {
    Set<String> ids = Inspector.ids(task.work);
    return ids.isEmpty() || ids.stream().anyMatch(id -> Inspector.inSync(index, node, id));
  }

  /** What reads plan with is what every in-sync member has. */
  private void settings(Index index, String node) {
    Physical physical = inspector.physical(node, index.id());
    IndexSettings applied =
        IndexSettings.fromJson(
            Json.tree(index.settings().applied().getBytes(StandardCharsets.UTF_8)));
    ObjectNode wanted = NodeSettings.of(applied);
    if (physical == null) {
      return;
    }
    for (String name : new String[] {"stopWords", "filterableAttributes"}) {
      JsonNode held = physical.settings().path(name);
      JsonNode should = wanted.path(name);
      if (!held.equals(should) && !(held.isMissingNode() && should.isEmpty())) {
        throw new Violation(
            "setting "
                + name
                + " of index "
                + index.id()
                + " is "
                + held
                + " on "
                + node
                + ", should be "
                + should);
      }
    }
  }

  private void equal(Index index, int shard) {
    Map<String, String> held = new TreeMap<>();
    for (String node : index.members().keySet()) {
      if (Inspector.inSync(index, node, shard)) {
        held.put(node, content(index, node, shard).toString());
      }
    }
    if (new HashSet<>(held.values()).size() > 1) {
      throw new Violation("in-sync copies of shard " + shard + " differ: " + held);
    }
  }

  /** A member holds nothing of shards that it has no replica of: searches would find it. */
  private void strangers(Index index, String node) {
    Physical physical = inspector.physical(node, index.id());
    for (String id : physical == null ? Set.<String>of() : physical.documents().keySet()) {
      int shard = shardOf(index, id);
      boolean placed =
          index.placement().values().stream()
              .flatMap(rows -> rows.get(shard).stream())
              .anyMatch(replica -> replica.node().equals(node));
      if (!placed) {
        throw new Violation(
            node + " holds " + id + " of shard " + shard + ", and no replica of that");
      }
    }
  }

  Map<String, ObjectNode> content(Index index, String node, int shard) {
    Physical physical = inspector.physical(node, index.id());
    Map<String, ObjectNode> content = new TreeMap<>();
    if (physical != null) {
      physical
          .documents()
          .forEach(
              (id, document) -> {
                if (shardOf(index, id) == shard) {
                  content.put(id, document);
                }
              });
    }
    return content;
  }

  static int shardOf(Index index, String document) {
    return Slot.shard(Slot.of(document), index.shards());
  }
}
