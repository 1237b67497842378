package miroir.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import miroir.cluster.SlotSet;
import miroir.cluster.Sorted;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.OperationId;
import miroir.command.Outcome;
import miroir.command.Registration;
import miroir.command.Rejection;
import miroir.command.Reply;
import miroir.command.TaskKind;
import miroir.command.TaskStatus;
import miroir.invariant.Invariants;
import miroir.topology.Index;
import miroir.topology.Member;
import miroir.topology.Move;
import miroir.topology.NodeStatus;
import miroir.topology.Position;
import miroir.topology.Replica;
import miroir.topology.Session;

/** A cluster on paper: speaks the domain, applies commands, checks every invariant after each. */
public final class ClusterContext {
  private final List<Envelope> log = new ArrayList<>();
  private State state = State.EMPTY;
  private long number;

  /** Returns a cluster with nodes that are up and one gateway, {@code g1}. */
  public static ClusterContext withNodes(int nodes) {
    ClusterContext context = new ClusterContext();
    context.accept(new Command.FoundCluster("test"));
    for (int i = 1; i <= nodes; i++) {
      context.accept(new Command.AddNode("n" + i, "http://n" + i, "default", 1));
      context.accept(
          new Command.ObserveNode("n" + i, NodeStatus.JOINING, NodeStatus.UP, "m" + i, "1.50.0"));
    }
    context.session("g1");
    return context;
  }

  /** Begins a gateway's session. */
  public ClusterContext session(String gateway) {
    accept(new Command.BeginSession(gateway, gateway + "-a", gateway + ":1", "r" + gateway, "w"));
    return this;
  }

  /** Makes an index with ready members, held by {@code g1}. Returns its id. */
  public long index(String uid, int shards, int copies) {
    Reply.Accepted made = accept(new Command.CreateIndex(uid, "id", shards, copies, true));
    long id = made.number();
    members(id);
    accept(new Command.GrantLease(id, "g1", "g1-a"));
    accept(new Command.ActivateLease(id, 1));
    return id;
  }

  /** Makes every planned member of an index. */
  public void members(long id) {
    index(id).placement().values().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .map(replica -> replica.node())
        .distinct()
        .sorted()
        .forEach(
            node -> {
              long cut = accept(new Command.BeginMember(id, node)).number();
              accept(new Command.MemberReady(id, node, cut, Position.START));
            });
  }

  /** Returns a move of a shard from its first node to one that has no copy of it. */
  public Move move(long id, int shard) {
    List<Replica> row = rows(id).get(shard);
    String to =
        state.nodes().keySet().stream()
            .filter(node -> row.stream().noneMatch(replica -> replica.node().equals(node)))
            .findFirst()
            .orElseThrow();
    return new Move("default", shard, row.get(0).node(), to);
  }

  /** Returns a registration of one document write. */
  public static Registration write(long seq, Map<String, SlotSet> missed) {
    return new Registration(
        seq,
        TaskKind.DOCUMENT_ADDITION_OR_UPDATE,
        "{\"receivedDocuments\":1,\"indexedDocuments\":null}",
        null,
        List.of(new Registration.NodeTask("n1", seq)),
        null,
        Sorted.copyOf(missed));
  }

  /** Returns the end of a task. */
  public static Outcome succeeded(long taskUid) {
    return new Outcome(taskUid, TaskStatus.SUCCEEDED, "{}", null, 1, 2);
  }

  /** Returns a command that ends tasks of an index. */
  public static Command finish(long index, long epoch, Outcome... outcomes) {
    return new Command.FinishTasks(index, epoch, List.of(outcomes), Sorted.empty(), Sorted.empty());
  }

  /** Applies a command and returns the reply, having checked every invariant. */
  public Reply apply(Command command) {
    return apply(new Envelope(new OperationId("test", ++number), 1_000 * number, command));
  }

  /** Every gateway routes by the newest view. */
  public void acknowledge() {
    for (Session session : List.copyOf(state.sessions().values())) {
      if (session.acknowledgedEpoch() < state.routingEpoch()) {
        accept(
            new Command.Acknowledge(
                session.gateway(), session.incarnation(), state.routingEpoch()));
      }
    }
  }

  /** Applies an envelope as it stands. */
  public Reply apply(Envelope envelope) {
    State before = state;
    Applied applied = Machine.apply(before, envelope);
    assertThat(Invariants.all(before, applied.state())).isEmpty();
    log.add(envelope);
    state = applied.state();
    return applied.reply();
  }

  /** Applies a command that must be accepted. */
  public Reply.Accepted accept(Command command) {
    Reply reply = apply(command);
    assertThat(reply).as("%s", command).isInstanceOf(Reply.Accepted.class);
    return (Reply.Accepted) reply;
  }

  /**
   * Applies a command that must be refused, and must leave everything but the answers as it was.
   */
  public void refuse(Rejection reason, Command command) {
    State before = state;
    Reply reply = apply(command);
    assertThat(reply).as("%s", command).isInstanceOf(Reply.Rejected.class);
    assertThat(((Reply.Rejected) reply).reason()).isEqualTo(reason);
    assertThat(state.routingEpoch()).isEqualTo(before.routingEpoch());
    assertThat(state.indexes()).isEqualTo(before.indexes());
    assertThat(state.leases()).isEqualTo(before.leases());
    assertThat(state.tasks().nextUid()).isEqualTo(before.tasks().nextUid());
  }

  /** Returns the state. */
  public State state() {
    return state;
  }

  /** Returns an index that is there. */
  public Index index(long id) {
    return Objects.requireNonNull(state.indexes().get(id));
  }

  /** Returns a member that is there. */
  public Member member(long id, String node) {
    return Objects.requireNonNull(index(id).members().get(node));
  }

  /** Returns the replicas of an index's shards in the default group. */
  public List<List<Replica>> rows(long id) {
    return Objects.requireNonNull(index(id).placement().get("default"));
  }

  /** Returns everything applied so far. */
  public List<Envelope> log() {
    return log;
  }
}
