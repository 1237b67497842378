package miroir.chaos.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import miroir.cluster.Slot;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.lane.Tag;
import miroir.gateway.writer.NodeSettings;
import miroir.machine.State;
import miroir.machine.TaskRow;
import miroir.topology.Index;
import org.jspecify.annotations.Nullable;

/**
 * The last word on a run: what clients were told and have read, what the log says, and what nodes
 * hold, once everything is quiet.
 */
final class Judgement {
  private final Map<Integer, ClientOp> ops = new HashMap<>();
  private final World world;
  private final Inspector inspector;
  private final Clients clients;
  private final State state;

  Judgement(World world, Inspector inspector, Clients clients) {
    this.world = world;
    this.inspector = inspector;
    this.clients = clients;
    this.state = world.state();
    clients.ops().forEach(op -> ops.put(op.number(), op));
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
    contents(index, rows);
  }

  /** What stands before a slot's last copy is void for that slot. */
  private static SlotSet copiedBehind(Physical physical, Enqueued task) {
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
                : ids(task).stream().allMatch(id -> overwritten.contains(Slot.of(id)));
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

  private Map<String, ObjectNode> content(Index index, String node, int shard) {
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

  /**
   * The documents are what the tasks, in their order, have made; so was every read, in its time.
   */
  private void contents(Index index, List<TaskRow> rows) {
    for (TaskRow row : rows) {
      boolean nameless = row.seq() >= 0 && row.kind() != TaskKind.SETTINGS_UPDATE;
      if (nameless && opOf(index, row) == null && !isDefiniteFailure(row)) {
        return; // Whose write this is cannot be told: a deletion of everything, recovered.
      }
    }
    for (int shard = 0; shard < index.shards(); shard++) {
      Physical picture = new Physical();
      Map<String, List<Moment>> moments = new HashMap<>();
      for (TaskRow row : rows) {
        ClientOp op = opOf(index, row);
        if (op != null && counts(index, row, shard)) {
          op.applyTo(picture);
          note(moments, picture, row.uid());
        }
      }
      compare(index, shard, picture);
      for (Clients.Read read : clients.reads()) {
        if (read.index() == index.id() && shardOf(index, read.id()) == shard) {
          judge(read, moments.getOrDefault(read.id(), List.of()));
        }
      }
    }
  }

  private static int shardOf(Index index, String document) {
    return Slot.shard(Slot.of(document), index.shards());
  }

  /** A document from a task on. */
  private record Moment(long uid, @Nullable String value) {}

  private static void note(Map<String, List<Moment>> moments, Physical picture, long uid) {
    for (int i = 0; i < ClientOp.IDS; i++) {
      String id = "d" + i;
      ObjectNode document = picture.documents().get(id);
      moments
          .computeIfAbsent(id, key -> new ArrayList<>())
          .add(new Moment(uid, document == null ? null : Inspector.shown(document)));
    }
  }

  private void judge(Clients.Read read, List<Moment> moments) {
    boolean good = read.after() < 0 && read.value() == null;
    String before = null;
    for (Moment moment : moments) {
      if (moment.uid() <= read.after()) {
        before = moment.value();
      }
    }
    good |= java.util.Objects.equals(read.value(), before);
    for (Moment moment : moments) {
      good |= moment.uid() > read.after() && java.util.Objects.equals(read.value(), moment.value());
    }
    if (!good && !mentionsUnknown(read.value())) {
      throw new Violation("stale or strange read: " + read + " of " + moments);
    }
  }

  /** Writes that nobody promised anything about may be seen, and vanish. */
  private boolean mentionsUnknown(@Nullable String value) {
    if (value == null) {
      return clients.ops().stream()
          .anyMatch(
              op -> op.told == ClientOp.Told.UNKNOWN && op.kind().name().startsWith("DELETE"));
    }
    for (ClientOp op : clients.ops()) {
      if (op.told == ClientOp.Told.UNKNOWN && value.contains("=" + op.number())) {
        return true;
      }
    }
    return false;
  }

  private void compare(Index index, int shard, Physical picture) {
    for (String node : index.members().keySet()) {
      if (Inspector.inSync(index, node, shard)) {
        Map<String, String> held = new TreeMap<>();
        content(index, node, shard).forEach((id, d) -> held.put(id, Inspector.shown(d)));
        Map<String, String> wanted = new TreeMap<>();
        picture
            .documents()
            .forEach(
                (id, d) -> {
                  if (shardOf(index, id) == shard) {
                    wanted.put(id, Inspector.shown(d));
                  }
                });
        if (!held.equals(wanted)) {
          throw new Violation(
              "shard " + shard + " on " + node + " holds " + held + ", the tasks made " + wanted);
        }
      }
    }
  }

  private static boolean isDefiniteFailure(TaskRow row) {
    return row.status() != TaskStatus.SUCCEEDED
        && !String.valueOf(row.error()).contains("miroir_outcome_unknown");
  }

  /** One whose outcome nobody knew counts where the in-sync copies have it. */
  private boolean counts(Index index, TaskRow row, int shard) {
    if (row.seq() < 0 || isDefiniteFailure(row)) {
      return false;
    }
    if (row.status() == TaskStatus.SUCCEEDED) {
      return true;
    }
    for (String node : index.members().keySet()) {
      Enqueued task = inspector.find(node, index.id(), row);
      if (Inspector.inSync(index, node, shard)
          && task != null
          && task.succeeded()
          && !isVoid(index, node, task, shard)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a later copy has replaced all that a task did to a shard. */
  private boolean isVoid(Index index, String node, Enqueued task, int shard) {
    Physical physical = inspector.physical(node, index.id());
    if (physical == null) {
      return true;
    }
    SlotSet copied = copiedBehind(physical, task);
    Set<String> ids = new HashSet<>(ids(task));
    ids.removeIf(id -> shardOf(index, id) != shard);
    return ids.isEmpty()
        ? SlotSet.ofShard(shard, index.shards()).minus(copied).isEmpty()
        : ids.stream().allMatch(id -> copied.contains(Slot.of(id)));
  }

  private @Nullable ClientOp opOf(Index index, TaskRow row) {
    if (row.metadata() != null) {
      return ops.get(Integer.parseInt(row.metadata().substring(2)));
    }
    for (String node : index.members().keySet()) {
      Enqueued task = inspector.find(node, index.id(), row);
      if (task != null) {
        ClientOp op = opOf(task, row);
        if (op != null) {
          return op;
        }
      }
    }
    return null;
  }

  /** Joined writes share a task, so only a task of one write tells whose it is. */
  private @Nullable ClientOp opOf(Enqueued task, TaskRow row) {
    if (Inspector.tag(task).map(tag -> tag.writes().size()).orElse(0) != 1) {
      return null;
    }
    if (task.work instanceof Work.Add add) {
      ObjectNode any = add.documents().values().iterator().next();
      int number =
          any.has("v")
              ? any.path("v").asInt()
              : Math.max(any.path("m0").asInt(-1), any.path("m1").asInt(-1));
      return ops.get(number);
    }
    if (task.work instanceof Work.DeleteIds delete) {
      for (String id : delete.ids()) {
        if (id.startsWith("x")) {
          return ops.get(Integer.parseInt(id.substring(1)));
        }
      }
    }
    if (task.work instanceof Work.DeleteFilter delete && !delete.filter().isEmpty()) {
      return ops.get(
          Integer.parseInt(delete.filter().substring(delete.filter().lastIndexOf(' ') + 1)));
    }
    return null;
  }
}
