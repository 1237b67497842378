package miroir.gateway.writer;

import miroir.cluster.SlotSet;
import miroir.command.Command;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.gateway.lane.LaneOwner.Distrusted;
import miroir.gateway.lane.LaneTerms;
import miroir.gateway.lane.Proposer;
import miroir.topology.Position;

/**
 * What is done about a member whose node has lost what it told of: all of it is dirty. Where it is
 * a shard's last copy, the coordinators get to know the task instead, by which the leader sees that
 * another database answers, and asks the operator (docs/protocol.md, Another database). Runs on the
 * writer's loop.
 */
final class Distrust {
  private final LaneTerms terms;
  private final Upkeep upkeep;

  Distrust(LaneTerms terms, Upkeep upkeep) {
    this.terms = terms;
    this.upkeep = upkeep;
  }

  void begin(String node, Position task, Distrusted done) {
    upkeep.marked(node, SlotSet.ALL);
    terms
        .proposer()
        .propose(
            new Command.TakeOut(terms.index(), terms.epoch(), node, SlotSet.ALL, SlotSet.NONE),
            result -> answered(node, task, done, result));
  }

  private void answered(String node, Position task, Distrusted done, Proposer.Result result) {
    Reply reply = result instanceof Proposer.Result.Replied replied ? replied.reply() : null;
    boolean marked = reply instanceof Reply.Accepted;
    if (reply instanceof Reply.Rejected refused && refused.reason() == Rejection.LAST_IN_SYNC) {
      upkeep.notMarked(node, SlotSet.ALL);
      terms
          .proposer()
          .propose(
              new Command.RememberTask(terms.index(), terms.epoch(), node, task),
              said -> done.told(false));
      return;
    }
    done.told(marked);
    if (marked) {
      upkeep.gone(node);
    }
  }
}
