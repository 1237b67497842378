package miroir.chaos.sim;

import java.util.HashSet;
import java.util.Set;
import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.OperationId;
import miroir.topology.Index;
import miroir.topology.Losses;
import miroir.topology.Member;

/**
 * The operator who accepts that shards are lost: two faults at once may take every copy of
 * something, and then the coordinators wait for a word.
 */
final class Recovery {
  private final Set<Long> accepted = new HashSet<>();
  private final SimLog log;

  Recovery(SimLog log) {
    this.log = log;
  }

  boolean accepted(long index) {
    return accepted.contains(index);
  }

  /** Accepts what is lost now, shard by shard: another's copy if there is one, else nothing. */
  void recover() {
    for (Index index : log.state().indexes().values()) {
      for (int shard = 0; shard < index.shards(); shard++) {
        SlotSet slots = SlotSet.ofShard(shard, index.shards());
        if (Losses.lost(log.state().nodes(), index).intersects(slots)) {
          accepted.add(index.id());
          propose(new Command.RecoverShards(index.id(), slots, other(index, shard)));
        }
      }
    }
  }

  private static String other(Index index, int shard) {
    for (Member member : index.members().values()) {
      boolean placed =
          index.placement().values().stream()
              .flatMap(rows -> rows.get(shard).stream())
              .anyMatch(replica -> replica.node().equals(member.node()));
      if (placed && member.ready() && !Inspector.inSync(index, member.node(), shard)) {
        return member.node();
      }
    }
    return "";
  }

  private void propose(Command command) {
    log.found(new OperationId("operator", log.index() + 1), command);
  }
}
