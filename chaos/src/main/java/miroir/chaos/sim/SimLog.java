package miroir.chaos.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import miroir.command.Command;
import miroir.command.Envelope;
import miroir.command.OperationId;
import miroir.command.Reply;
import miroir.coordinator.Limits;
import miroir.coordinator.Proposer.NotLeader;
import miroir.invariant.Invariants;
import miroir.machine.Applied;
import miroir.machine.Machine;
import miroir.machine.State;
import org.jspecify.annotations.Nullable;

/**
 * The replicated log of three coordinators, as they see it: an entry is committed a while after it
 * was appended, or never; at a change of leader some of what was appended stays, and nobody is told
 * which. The state machine is the real one, and every invariant is checked after every entry.
 */
final class SimLog {
  private final Deque<Entry> appended = new ArrayDeque<>();
  private final List<Coordinator> coordinators = new ArrayList<>();
  private final VirtualTime time;
  private final Chance chance;
  private final Host host;
  private final Watch watch;
  private final Chronicle chronicle;
  private State state = State.EMPTY;
  private @Nullable Coordinator leader;
  private long term = 1;
  private long index;
  private long noQuorumUntilNanos;
  private long touches;

  /** An entry on its way. */
  private record Entry(Envelope envelope, CompletableFuture<Reply> reply) {}

  /** Hears of every entry that was applied. */
  interface Watch {
    /** An entry was applied. */
    void applied(State before, State after, Command command, Reply reply);
  }

  SimLog(VirtualTime time, Chance chance, Watch watch, Chronicle chronicle) {
    this.time = time;
    this.chance = chance;
    this.watch = watch;
    this.chronicle = chronicle;
    this.host = new Host(time, "log");
  }

  void add(Coordinator coordinator) {
    coordinators.add(coordinator);
  }

  State state() {
    return state;
  }

  long term() {
    return term;
  }

  long index() {
    return index;
  }

  /** Returns how often something was appended or committed. */
  long touches() {
    return touches;
  }

  @Nullable Coordinator leader() {
    return leader;
  }

  /** Appends a command at a coordinator that believes to lead. */
  CompletableFuture<Reply> propose(Coordinator at, OperationId id, Command command) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    touches++;
    if (at != leader) {
      // An isolated leader waits in vain for its followers.
      long delay = at.leads() ? Limits.PROPOSAL.toNanos() : 100_000;
      at.host().after(delay, () -> reply.completeExceptionally(new NotLeader("")));
      return reply;
    }
    long wall = Chronicle.EPOCH_MILLIS * 1_000_000 + at.host().nanos();
    appended.add(new Entry(new Envelope(id, wall, command), reply));
    at.host()
        .after(
            Limits.PROPOSAL.toNanos(),
            () -> reply.completeExceptionally(new IllegalStateException("no majority answers")));
    time.after(host, chance.nanosBetween("log", 300, 2_500), this::commitOldest);
    return reply;
  }

  private void commitOldest() {
    long wait = noQuorumUntilNanos - time.nanos();
    if (wait > 0) {
      time.after(host, wait, this::commitOldest);
    } else if (leader != null && !appended.isEmpty()) {
      commit(appended.remove());
    }
  }

  private void commit(Entry entry) {
    Applied applied;
    try {
      applied = Machine.apply(state, entry.envelope);
    } catch (RuntimeException e) {
      throw new Violation("apply of " + entry.envelope.command() + ": " + e, e);
    }
    touches++;
    State before = state;
    state = applied.state();
    index++;
    chronicle.note(
        "log", chronicle.kept() ? entry.envelope.command() + " -> " + applied.reply() : "");
    List<String> broken = Invariants.all(before, state);
    if (!broken.isEmpty()) {
      throw new Violation("after " + entry.envelope.command() + ": " + broken);
    }
    watch.applied(before, state, entry.envelope.command(), applied.reply());
    for (Coordinator coordinator : coordinators) {
      if (!coordinator.isolated()) {
        coordinator.published().publish(term, index, state);
      }
    }
    entry.reply.complete(applied.reply());
  }

  /** Applies a command at once: what a world begins with. */
  Reply found(OperationId id, Command command) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    commit(new Entry(new Envelope(id, Chronicle.EPOCH_MILLIS * 1_000_000, command), reply));
    return reply.join();
  }

  /** No majority for a while: nothing is committed. */
  void loseQuorum(long millis) {
    noQuorumUntilNanos = Math.max(noQuorumUntilNanos, time.nanos() + millis * 1_000_000);
  }

  void heal() {
    noQuorumUntilNanos = 0;
  }

  /**
   * Ends the leader's term: of what was appended a part is committed by the next leader, unknown to
   * those who wait for it.
   */
  void depose() {
    if (leader == null) {
      return;
    }
    leader = null;
    term++;
    Random random = chance.of("depose");
    int stay = appended.isEmpty() ? 0 : random.nextInt(appended.size() + 1);
    while (appended.size() > stay) {
      fail(appended.removeLast());
    }
  }

  private static void fail(Entry entry) {
    entry.reply.completeExceptionally(new NotLeader(""));
  }

  /** Another coordinator leads, having committed what stayed. */
  void elect(Coordinator next) {
    term++;
    leader = next;
    while (!appended.isEmpty()) {
      Entry entry = appended.remove();
      CompletableFuture<Reply> nobody = new CompletableFuture<>();
      fail(entry);
      commit(new Entry(entry.envelope, nobody));
    }
    next.published().publish(term, index, state);
  }
}
