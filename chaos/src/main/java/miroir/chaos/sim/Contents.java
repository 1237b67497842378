package miroir.chaos.sim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.gateway.plan.ReservedFields;
import miroir.machine.TaskRow;
import miroir.topology.Index;
import org.jspecify.annotations.Nullable;

/**
 * What is in an index in the end, and what was read of it on the way: what its tasks, in their
 * order, have made.
 */
final class Contents {
  private final Map<Integer, ClientOp> ops = new HashMap<>();
  private final Set<Integer> givenUp = new HashSet<>();
  private final Map<Integer, Long> lost = new HashMap<>();
  private final Inspector inspector;
  private final Judgement judgement;
  private final Clients clients;
  private final Index index;
  private final List<TaskRow> rows;

  Contents(World world, Judgement judgement, Clients clients, Index index, List<TaskRow> rows) {
    this.inspector = world.inspector();
    this.judgement = judgement;
    this.clients = clients;
    this.index = index;
    this.rows = rows;
    clients.ops().forEach(op -> ops.put(op.number(), op));
    for (TaskRow row : rows) {
      if (row.metadata() != null
          && row.status() == TaskStatus.FAILED
          && !Undecided.isDefiniteFailure(row)) {
        givenUp.add(Integer.parseInt(row.metadata().substring(2)));
      } else if (row.metadata() != null && String.valueOf(row.error()).contains("No node kept")) {
        lost.put(Integer.parseInt(row.metadata().substring(2)), row.uid());
      }
    }
  }

  /**
   * The documents are what the tasks, in their order, have made; so was every read, in its time.
   */
  void check() {
    for (TaskRow row : rows) {
      boolean nameless = row.seq() >= 0 && row.kind() != TaskKind.SETTINGS_UPDATE;
      if (nameless && opOf(row) == null && !Undecided.isDefiniteFailure(row)) {
        return; // Whose write this is cannot be told: a deletion of everything, recovered.
      }
    }
    for (int shard = 0; shard < index.shards(); shard++) {
      Physical picture = new Physical();
      Map<String, List<Version>> versions = new HashMap<>();
      for (TaskRow row : rows) {
        ClientOp op = opOf(row);
        if (op != null && counts(row, shard)) {
          op.applyTo(picture);
          note(versions, picture, row.uid());
        }
      }
      compare(shard, picture);
      for (Clients.Read read : clients.reads()) {
        if (read.index() == index.id() && Judgement.shardOf(index, read.id()) == shard) {
          judge(read, versions.getOrDefault(read.id(), List.of()));
        }
      }
    }
  }

  /** Returns a document as clients see it. */
  static String shown(ObjectNode document) {
    TreeMap<String, String> fields = new TreeMap<>();
    document
        .properties()
        .forEach(
            field -> {
              if (!ReservedFields.contains(field.getKey())) {
                fields.put(field.getKey(), field.getValue().asText());
              }
            });
    return fields.toString();
  }

  /** A document from a task on. */
  private record Version(long uid, @Nullable String value) {}

  private static void note(Map<String, List<Version>> versions, Physical picture, long uid) {
    for (int i = 0; i < ClientOp.IDS; i++) {
      String id = "d" + i;
      ObjectNode document = picture.documents().get(id);
      versions
          .computeIfAbsent(id, key -> new ArrayList<>())
          .add(new Version(uid, document == null ? null : shown(document)));
    }
  }

  private void judge(Clients.Read read, List<Version> versions) {
    boolean good = read.after() < 0 && read.value() == null;
    String before = null;
    for (Version version : versions) {
      if (version.uid() <= read.after()) {
        before = version.value();
      }
    }
    good |= Objects.equals(read.value(), before);
    for (Version version : versions) {
      good |= version.uid() > read.after() && Objects.equals(read.value(), version.value());
    }
    if (!good && !mentionsUnknown(read.value()) && !mentionsLost(read)) {
      throw new Violation("stale or strange read: " + read + " of " + versions);
    }
  }

  /** Writes that nobody promised anything about may be seen, and vanish. */
  private boolean mentionsUnknown(@Nullable String value) {
    return clients.ops().stream()
        .filter(op -> op.told == ClientOp.Told.UNKNOWN || givenUp.contains(op.number()))
        .anyMatch(
            op ->
                value == null
                    ? op.kind().name().startsWith("DELETE")
                    : value.contains("=" + op.number()));
  }

  /**
   * A write that the copies in sync have lost may have been seen, until its failure was told, on a
   * node that has it and was then taken out.
   */
  private boolean mentionsLost(Clients.Read read) {
    String value = read.value();
    return value != null
        && lost.entrySet().stream()
            .anyMatch(row -> read.after() < row.getValue() && value.contains("=" + row.getKey()));
  }

  private void compare(int shard, Physical picture) {
    for (String node : index.members().keySet()) {
      if (Inspector.inSync(index, node, shard)) {
        Map<String, String> held = new TreeMap<>();
        judgement.content(index, node, shard).forEach((id, d) -> held.put(id, shown(d)));
        Map<String, String> wanted = new TreeMap<>();
        picture
            .documents()
            .forEach(
                (id, d) -> {
                  if (Judgement.shardOf(index, id) == shard) {
                    wanted.put(id, shown(d));
                  }
                });
        if (!held.equals(wanted)) {
          throw new Violation(
              "shard " + shard + " on " + node + " holds " + held + ", the tasks made " + wanted);
        }
      }
    }
  }

  /** One whose outcome nobody knew counts where the in-sync copies had it. */
  private boolean counts(TaskRow row, int shard) {
    if (row.seq() < 0 || Undecided.isDefiniteFailure(row)) {
      return false;
    }
    return row.status() == TaskStatus.SUCCEEDED
        || inspector.undecided().isPartOf(index, row, shard);
  }

  private @Nullable ClientOp opOf(TaskRow row) {
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
