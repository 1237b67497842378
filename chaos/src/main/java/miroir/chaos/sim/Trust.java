package miroir.chaos.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Registration;
import miroir.command.TaskKind;
import miroir.gateway.lane.Tag;
import miroir.machine.State;
import miroir.machine.TaskRow;
import miroir.routing.RoutingView.IndexRoute;
import miroir.topology.Index;
import miroir.topology.Lease;
import miroir.topology.Replica;
import miroir.topology.ReplicaState;
import miroir.topology.Session;
import org.jspecify.annotations.Nullable;

/**
 * Looks, whenever the log begins to trust a writer, a copy or a member, whether it deserves that:
 * what the nodes hold then says so, or does not.
 */
final class Trust {
  private final Map<String, List<Mark>> marks = new HashMap<>();
  private final Map<String, Long> cuts = new HashMap<>();
  private final Map<Long, Map<String, Long>> activating = new HashMap<>();
  private final Set<Long> written = new HashSet<>();
  private final World world;
  private final Inspector inspector;

  /** Slots that were marked dirty, and when. */
  private record Mark(SlotSet slots, long atMillis) {}

  Trust(World world, Inspector inspector) {
    this.world = world;
    this.inspector = inspector;
  }

  private static String member(long index, String node) {
    return index + "/" + node;
  }

  /** A writer begins by what it has heard so far; what it hears later it will heed later. */
  void proposes(Command command) {
    if (command instanceof Command.ActivateLease lease) {
      activating.put(lease.index(), Map.copyOf(cuts));
    }
  }

  /** A writer hears that a command was accepted. */
  void hears(Command command) {
    if (command instanceof Command.EndCut cut) {
      cuts.merge(member(cut.index(), cut.node()), cut.leaseEpoch(), Math::max);
    }
  }

  /** An entry was accepted. */
  void applied(State before, State after, Command command) {
    if (command instanceof Command.EndCut cut) {
      mark(cut.index(), cut.node(), cut.dirty());
    } else if (command instanceof Command.TakeOut out) {
      mark(out.index(), out.node(), out.dirty());
    } else if (command instanceof Command.FinishTasks finish) {
      finish.missed().forEach((node, slots) -> mark(finish.index(), node, slots));
      if (!finish.outcomes().isEmpty()) {
        told(after, after.indexes().get(finish.index()));
      }
    } else if (command instanceof Command.RegisterTasks register) {
      for (Registration write : register.registrations()) {
        write.missed().forEach((node, slots) -> mark(register.index(), node, slots));
      }
      for (long uid = before.tasks().nextUid(); uid < after.tasks().nextUid(); uid++) {
        after.tasks().find(uid).ifPresent(row -> standsForSomething(register.index(), row));
      }
    } else if (command instanceof Command.ActivateLease lease) {
      activated(before, after.indexes().get(lease.index()), lease);
    } else if (command instanceof Command.CleanSlots clean && isThere(clean.node())) {
      cleaned(clean);
    } else if (command instanceof Command.AdmitReplicas admit && isThere(admit.node())) {
      admitted(before, after, admit);
    }
  }

  /** What stands before a slot's last copy is void: no task stands for nothing else. */
  private void standsForSomething(long id, TaskRow row) {
    boolean isVoid = false;
    if (row.metadata() != null || row.kind() == TaskKind.SETTINGS_UPDATE) {
      return;
    }
    for (Registration.NodeTask behind : row.nodeTasks()) {
      Physical physical = inspector.physical(behind.node(), id);
      Enqueued task = physical == null ? null : inspector.find(behind.node(), id, row);
      if (physical == null || task == null) {
        return;
      }
      SlotSet touched = task.told().orElseThrow().writes().getOrDefault(row.seq(), SlotSet.NONE);
      isVoid = touched.minus(Judgement.copiedBehind(physical, task)).isEmpty();
      if (!isVoid) {
        return;
      }
    }
    if (isVoid) {
      throw new Violation("task " + row.uid() + " stands for what copies have replaced everywhere");
    }
  }

  /** I6: no gateway that has a session reads from a member that was taken out before. */
  private void told(State state, @Nullable Index index) {
    if (index == null) {
      return;
    }
    for (SimGateway gateway : world.gateways()) {
      IndexRoute route = gateway.view().get().indexes().get(index.id());
      Session session = state.sessions().get(gateway.id());
      boolean live =
          session != null && session.incarnation().equals(gateway.session().incarnation());
      if (route != null && live) {
        route.placement().values().forEach(rows -> readsInSync(gateway.id(), rows, index));
      }
    }
  }

  private static void readsInSync(String gateway, List<List<Replica>> rows, Index index) {
    for (int shard = 0; shard < rows.size(); shard++) {
      for (Replica replica : rows.get(shard)) {
        if (replica.state() == ReplicaState.IN_SYNC
            && !Inspector.inSync(index, replica.node(), shard)) {
          throw new Violation(
              "I6: a status is told; " + gateway + " reads shard " + shard + " from " + replica);
        }
      }
    }
  }

  /** Of a database that is gone the coordinators will learn. */
  private boolean isThere(String node) {
    return !world.databases().isGone(node);
  }

  private void mark(long index, String node, SlotSet slots) {
    if (!slots.isEmpty()) {
      marks
          .computeIfAbsent(member(index, node), key -> new ArrayList<>())
          .add(new Mark(slots, world.time().millis()));
    }
  }

  /** Take-over: who was not cut may hold what nobody knows, and is out of sync if another is. */
  private void activated(State before, @Nullable Index index, Command.ActivateLease lease) {
    if (index == null || written.add(index.id())) {
      return;
    }
    Set<String> open = before.leases().getOrDefault(index.id(), Lease.NONE).open().keySet();
    Map<String, Long> heard = activating.getOrDefault(index.id(), Map.of());
    for (int shard = 0; shard < index.shards(); shard++) {
      List<String> cut = new ArrayList<>();
      List<String> uncut = new ArrayList<>();
      for (String node : index.members().keySet()) {
        if (Inspector.inSync(index, node, shard)) {
          boolean known =
              open.contains(node)
                  || Objects.equals(heard.get(member(index.id(), node)), lease.epoch());
          (known ? cut : uncut).add(node);
        }
      }
      if (!cut.isEmpty() && !uncut.isEmpty()) {
        throw new Violation(
            "I1: the writer of epoch " + lease.epoch() + " begins; " + uncut + " was not cut");
      }
    }
  }

  /** I8: a mark is cleared only by a copy that was sent after the mark was set. */
  private void cleaned(Command.CleanSlots clean) {
    Physical physical = inspector.physical(clean.node(), clean.index());
    for (Mark mark : marks.getOrDefault(member(clean.index(), clean.node()), List.of())) {
      SlotSet cleared = mark.slots.and(clean.slots());
      for (Enqueued task : physical == null ? List.<Enqueued>of() : physical.log) {
        Tag tag = Inspector.tag(task).orElse(null);
        if (tag != null
            && tag.kind() == Tag.Kind.COPIED
            && task.enqueuedAtMillis >= mark.atMillis) {
          cleared = cleared.minus(tag.slots());
        }
      }
      if (!cleared.isEmpty()) {
        throw new Violation(
            "I8: a mark of " + clean.node() + " is cleared that no copy has come behind");
      }
    }
  }

  /** I3, I4, I6: a member that comes in has everything, and has applied what has a status. */
  private void admitted(State before, State after, Command.AdmitReplicas admit) {
    Index was = before.indexes().get(admit.index());
    Index index = after.indexes().get(admit.index());
    if (was == null || index == null || world.hasLost(index.id())) {
      return;
    }
    SlotSet fresh = SlotSet.NONE;
    for (int shard = 0; shard < index.shards(); shard++) {
      boolean now = Inspector.inSync(index, admit.node(), shard);
      if (now && !Inspector.inSync(was, admit.node(), shard)) {
        fresh = fresh.or(SlotSet.ofShard(shard, index.shards()));
        inspector.admissions.admitted(
            index.id(), admit.node(), shard, world.node(admit.node()).queue().tasks().size());
      }
    }
    List<TaskRow> rows = Inspector.rows(after, index.id());
    Physical physical = inspector.physical(admit.node(), index.id());
    for (Enqueued task : physical == null ? List.<Enqueued>of() : physical.log) {
      Tag tag = Inspector.tag(task).orElse(null);
      boolean marker = task.work instanceof Work.DeleteIds none && none.ids().isEmpty();
      if (tag != null
          && !marker
          && !task.over()
          && tag.slots().intersects(fresh)
          && isDue(tag, rows)) {
        throw new Violation("I4: " + admit.node() + " comes in and has not applied " + tag.text());
      }
    }
    for (TaskRow row : rows) {
      ClientOp op = world.clients().opOf(row);
      if (op != null && !op.ids().isEmpty()) {
        inspector.registered(after, index.id(), row);
      }
    }
  }

  /** Copies must be there; of writes those that are told as done. */
  private static boolean isDue(Tag tag, List<TaskRow> rows) {
    return tag.kind() != Tag.Kind.WRITE
        || rows.stream()
            .anyMatch(row -> row.status().terminal() && tag.covers(row.leaseEpoch(), row.seq()));
  }
}
