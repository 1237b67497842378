package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.placement.Planner;
import miroir.topology.ConfigKey;
import miroir.topology.Index;
import miroir.topology.IndexSettings;
import miroir.topology.Lease;
import miroir.topology.Node;
import miroir.topology.NodeStatus;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;

/** The life of an index as clients see it. */
final class IndexCommands {
  private IndexCommands() {}

  static Applied create(State state, Command.CreateIndex command, long atNanos) {
    Long present = state.names().get(command.uid());
    if (present != null) {
      return Applied.refused(state, Rejection.EXISTS, Long.toString(present));
    }
    if (state.indexes().size() >= Limits.INDEXES) {
      return Applied.refused(state, Rejection.LIMIT, "at most " + Limits.INDEXES + " indexes");
    }
    int shards = command.shards() > 0 ? command.shards() : number(state, ConfigKey.SHARDS);
    int copies = command.copies() > 0 ? command.copies() : number(state, ConfigKey.COPIES);
    if (Integer.bitCount(shards) != 1 || shards > 16_384 || copies < 1) {
      return Applied.refused(state, Rejection.INVALID, "shards: " + shards + " copies: " + copies);
    }
    SortedMap<String, List<List<Replica>>> placement = plan(state, shards, copies);
    if (placement.isEmpty()) {
      return Applied.refused(state, Rejection.NOT_READY, "no node can take the index");
    }
    long id = state.nextIndexId();
    Index index =
        new Index(
            id,
            command.primaryKey(),
            shards,
            copies,
            false,
            0,
            IndexSettings.DEFAULT,
            atNanos,
            atNanos,
            Sorted.empty(),
            placement,
            SlotSet.NONE,
            0);
    StateBuilder next = state.change().put(index).put(id, Lease.NONE);
    next.nextIndexId = id + 1;
    next.names = Sorted.with(state.names(), command.uid(), id);
    next.readNames = Sorted.with(state.readNames(), command.uid(), id);
    if (!command.withTask()) {
      return Applied.done(next.rerouted(), id);
    }
    String key = command.primaryKey() == null ? "null" : Json.quote(command.primaryKey());
    long uid =
        TaskWork.append(next, id, TaskKind.INDEX_CREATION, "{\"primaryKey\":" + key + "}", atNanos);
    return Applied.done(next.rerouted(), id, uid);
  }

  private static int number(State state, ConfigKey key) {
    return Integer.parseInt(state.config().getOrDefault(key.path(), key.standard()));
  }

  /** Places every shard in each group that has a usable node. */
  private static SortedMap<String, List<List<Replica>>> plan(State state, int shards, int copies) {
    TreeMap<String, List<Planner.Candidate>> groups = new TreeMap<>();
    for (Node node : state.nodes().values()) {
      if (node.status() == NodeStatus.UP && !node.draining()) {
        groups
            .computeIfAbsent(node.group(), group -> new ArrayList<>())
            .add(new Planner.Candidate(node.id(), node.capacity()));
      }
    }
    TreeMap<String, List<List<Replica>>> placement = new TreeMap<>();
    String key = Long.toString(state.nextIndexId());
    groups.forEach(
        (group, nodes) -> {
          List<List<Replica>> rows = new ArrayList<>();
          for (List<String> row : Planner.place(key, shards, copies, nodes, List.of())) {
            rows.add(row.stream().map(node -> new Replica(node, ReplicaState.SYNCING)).toList());
          }
          placement.put(group, List.copyOf(rows));
        });
    return Sorted.copyOf(placement);
  }

  static Applied delete(State state, Command.DeleteIndex command, long atNanos, int rules) {
    String uid = TaskWork.nameOf(state.names(), command.index());
    if (uid == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    StateBuilder next = state.change();
    TaskWork.finishAll(next, command.index(), atNanos);
    MigrationCommands.abortAll(next, command.index(), atNanos);
    next.names = Sorted.without(state.names(), uid);
    if (rules < 3) {
      next.readNames = Sorted.without(state.readNames(), uid);
    } else {
      Swaps.forget(next, command.index());
    }
    next.lastNames = Sorted.with(state.lastNames(), command.index(), uid);
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (lease.held()) {
      next.put(command.index(), lease.released());
    }
    String details = "{\"deletedDocuments\":" + command.deletedDocuments() + "}";
    long task = TaskWork.append(next, command.index(), TaskKind.INDEX_DELETION, details, atNanos);
    TaskWork.end(next, task, TaskStatus.SUCCEEDED, details, null, atNanos);
    Swaps.settle(next, atNanos, rules);
    return Applied.done(next.rerouted(), task);
  }

  static Applied recordFailure(State state, Command.RecordFailure command, long atNanos) {
    StateBuilder next = state.change();
    long index = -1;
    if (command.uid() != null) {
      // The name gets an id that no index has, so that the task is shown under it.
      Long known = state.names().get(command.uid());
      index = known != null ? known : lastIdOf(state, command.uid());
      if (index < 0) {
        index = next.nextIndexId++;
        next.lastNames = Sorted.with(state.lastNames(), index, command.uid());
      }
    }
    long task = TaskWork.append(next, index, command.kind(), command.details(), atNanos);
    TaskWork.end(next, task, TaskStatus.FAILED, command.details(), command.error(), atNanos);
    return Applied.done(next, task);
  }

  private static long lastIdOf(State state, String uid) {
    long newest = -1;
    for (Map.Entry<Long, String> entry : state.lastNames().entrySet()) {
      if (entry.getValue().equals(uid)) {
        newest = entry.getKey();
      }
    }
    return newest;
  }

  static Applied drop(State state, Command.DropIndex command) {
    if (TaskWork.nameOf(state.names(), command.index()) != null) {
      return Applied.refused(state, Rejection.STALE, "index " + command.index() + " is in use");
    }
    StateBuilder next = state.change();
    next.indexes = Sorted.without(state.indexes(), command.index());
    next.leases = Sorted.without(state.leases(), command.index());
    return Applied.done(next);
  }

  static Applied setPrimaryKey(State state, Command.SetPrimaryKey command, long atNanos) {
    Index index = state.indexes().get(command.index());
    Lease lease = state.leases().getOrDefault(command.index(), Lease.NONE);
    if (index == null) {
      return Applied.refused(state, Rejection.NOT_FOUND, "no index " + command.index());
    }
    if (!lease.held() || lease.epoch() != command.leaseEpoch()) {
      return Applied.refused(state, Rejection.STALE, "lease epoch is " + lease.epoch());
    }
    if (index.primaryKey() != null && !command.replace()) {
      return index.primaryKey().equals(command.primaryKey())
          ? Applied.unchanged(state)
          : Applied.refused(state, Rejection.EXISTS, index.primaryKey());
    }
    return Applied.done(
        state.change().put(index.keyed(command.primaryKey()).touched(atNanos)).rerouted());
  }
}
