package miroir.gateway.writer;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.command.TaskKind;
import miroir.gateway.lane.NodeTask;
import miroir.gateway.lane.Tag;
import miroir.topology.Position;
import org.jspecify.annotations.Nullable;

/**
 * The members' logs of a take-over, compared with what is registered. Runs on the writer's loop.
 */
final class Logs {
  private final Map<String, List<NodeTask>> byNode = new TreeMap<>();
  private final Set<WriteId> registered = new HashSet<>();
  private final Set<WriteId> recovered = new HashSet<>();
  private final Map<String, Set<Long>> settingsTasks = new HashMap<>();

  /** Takes the log of one member; it never changes again. */
  void put(String node, List<NodeTask> log) {
    byNode.put(node, log);
  }

  /** Returns the log of one member, or null while it is not known. */
  @Nullable List<NodeTask> of(String node) {
    return byNode.get(node);
  }

  /** Returns whether a log that is known shows neither a write's tag nor settings of that uid. */
  boolean lacks(String node, long nodeTask, @Nullable SlotSet tagged) {
    List<NodeTask> log = byNode.get(node);
    return log != null
        && tagged == null
        && log.stream()
            .noneMatch(task -> task.uid() == nodeTask && task.type().equals("settingsUpdate"));
  }

  /** Returns a node task with its time stamp, if the node's log has it. */
  Position position(String node, long nodeTask) {
    return byNode.getOrDefault(node, List.of()).stream()
        .filter(task -> task.uid() == nodeTask)
        .findFirst()
        .map(NodeTask::position)
        .orElse(new Position(nodeTask, ""));
  }

  /**
   * Returns the writes of one log of which Raft knew nothing when the take-over began; also those
   * that it has registered since, out of other logs: who holds what of them was told without this
   * one.
   */
  SortedMap<WriteId, SlotSet> unknown(List<NodeTask> log) {
    SortedMap<WriteId, SlotSet> found = writes(log);
    found.keySet().removeIf(id -> registered.contains(id) && !recovered.contains(id));
    return found;
  }

  /** Learns which writes are registered. */
  void learn(List<TaskLog.OpenTask> tasks) {
    for (TaskLog.OpenTask task : tasks) {
      registered.add(new WriteId(task.epoch(), task.seq()));
      if (task.kind() == TaskKind.SETTINGS_UPDATE) {
        task.nodeTasks()
            .forEach(
                (node, uid) -> settingsTasks.computeIfAbsent(node, id -> new HashSet<>()).add(uid));
      }
    }
  }

  /** Notes that a write is about to be registered. Returns whether it was not yet. */
  boolean register(WriteId id) {
    return registered.add(id) && recovered.add(id);
  }

  /** Returns the writes of all logs that are not registered, in their order. */
  SortedMap<WriteId, SlotSet> unregistered() {
    TreeMap<WriteId, SlotSet> found = new TreeMap<>();
    byNode
        .values()
        .forEach(log -> unregistered(log).forEach((id, s) -> found.merge(id, s, SlotSet::or)));
    return found;
  }

  /** Returns the writes of one log that are not registered; markers are none. */
  SortedMap<WriteId, SlotSet> unregistered(List<NodeTask> log) {
    SortedMap<WriteId, SlotSet> found = writes(log);
    found.keySet().removeAll(registered);
    return found;
  }

  /** Returns the writes of one log; what stands before a slot's last copy is void for that slot. */
  private static SortedMap<WriteId, SlotSet> writes(List<NodeTask> log) {
    TreeMap<WriteId, SlotSet> found = new TreeMap<>();
    for (NodeTask task : log) {
      Tag tag = task.tag().orElse(null);
      if (tag != null && tag.kind() == Tag.Kind.COPIED) {
        SlotSet copied = tag.slots();
        found.replaceAll((id, slots) -> slots.minus(copied));
        found.values().removeIf(SlotSet::isEmpty);
      } else if (tag != null && tag.kind() == Tag.Kind.WRITE && !task.isMarker()) {
        tag.writes()
            .forEach(
                (seq, slots) -> found.merge(new WriteId(tag.epoch(), seq), slots, SlotSet::or));
      }
    }
    return found;
  }

  /**
   * Returns what a member that is behind lacks of the slots that it should have: writes that others
   * hold and that are neither in its log nor before its copy of the slot; and what it failed.
   */
  SlotSet lacked(String node, List<NodeTask> log, SlotSet should) {
    SlotSet lacked = failed(log);
    SortedMap<WriteId, SlotSet> own = writes(log);
    for (Map.Entry<String, List<NodeTask>> other : byNode.entrySet()) {
      if (other.getKey().equals(node)) {
        continue;
      }
      for (Map.Entry<WriteId, SlotSet> write : writes(other.getValue()).entrySet()) {
        SlotSet lacks = write.getValue().and(should);
        lacks = lacks.minus(own.getOrDefault(write.getKey(), SlotSet.NONE));
        lacked = lacked.or(lacks.minus(copiedAfter(log, write.getKey())));
      }
    }
    return lacked.and(should);
  }

  private static SlotSet failed(List<NodeTask> log) {
    SlotSet failed = SlotSet.NONE;
    for (NodeTask task : log) {
      Tag tag = task.tag().orElse(null);
      if (tag != null && task.ended() && !task.keptAll()) {
        failed = failed.or(tag.slots());
      }
    }
    return failed;
  }

  private static SlotSet copiedAfter(List<NodeTask> log, WriteId write) {
    SlotSet copied = SlotSet.NONE;
    for (NodeTask task : log) {
      Tag tag = task.tag().orElse(null);
      if (tag != null && tag.kind() == Tag.Kind.COPIED) {
        for (Map.Entry<Long, SlotSet> end : tag.writes().entrySet()) {
          if (write.compareTo(new WriteId(tag.epoch(), end.getKey())) < 0) {
            copied = copied.or(end.getValue());
          }
        }
      }
    }
    return copied;
  }

  /** Returns whether some member may have settings that no task stands for. */
  boolean strangeSettings() {
    return byNode.entrySet().stream()
        .anyMatch(entry -> strangeSettings(entry.getKey(), entry.getValue()));
  }

  /** Returns whether one member may have settings that no task stands for. */
  boolean strangeSettings(String node) {
    return strangeSettings(node, byNode.getOrDefault(node, List.of()));
  }

  private boolean strangeSettings(String node, List<NodeTask> log) {
    Set<Long> known = settingsTasks.getOrDefault(node, Set.of());
    for (NodeTask task : log) {
      boolean settings = task.type().equals("settingsUpdate") && !known.contains(task.uid());
      boolean marker =
          task.isMarker()
              && task.tag()
                  .filter(tag -> tag.kind() == Tag.Kind.WRITE)
                  .map(
                      tag ->
                          tag.writes().keySet().stream()
                              .anyMatch(seq -> !registered.contains(new WriteId(tag.epoch(), seq))))
                  .orElse(false);
      if (settings || marker) {
        return true;
      }
    }
    return false;
  }

  /** Returns the task that holds a write on each member whose log has it. */
  Map<String, NodeTask> holding(WriteId id) {
    Map<String, NodeTask> held = new TreeMap<>();
    byNode.forEach(
        (node, log) -> {
          NodeTask task = find(log, id);
          if (task != null) {
            held.put(node, task);
          }
        });
    return held;
  }

  /** Returns what a write touches on a member as its tag there says, or null without one. */
  @Nullable SlotSet slots(String node, WriteId id) {
    NodeTask task = find(byNode.getOrDefault(node, List.of()), id);
    return task == null ? null : task.tag().map(tag -> tag.writes().get(id.seq())).orElse(null);
  }

  /**
   * Returns whether every member that had to have a write has it, as far as these holders' tags
   * tell: each of them bears the members' number.
   */
  static boolean isWhole(WriteId id, Collection<NodeTask> held) {
    int must = 0;
    int have = 0;
    for (NodeTask task : held) {
      Integer members = task.tag().map(tag -> tag.members().get(id.seq())).orElse(null);
      if (members != null) {
        must = Math.max(must, members);
        have++;
      }
    }
    return must > 0 && have >= must;
  }

  private static @Nullable NodeTask find(List<NodeTask> log, WriteId id) {
    for (NodeTask task : log) {
      if (task.tag().map(tag -> tag.covers(id.epoch(), id.seq())).orElse(false)) {
        return task;
      }
    }
    return null;
  }
}
