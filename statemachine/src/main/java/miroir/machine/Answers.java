package miroir.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import miroir.cluster.Sorted;
import miroir.command.OperationId;
import miroir.command.Rejection;
import miroir.command.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The answers to each proposer's newest commands, so that repeating a command returns its answer
 * and does nothing (ratis-guide §10: the server's retry cache does not survive a restart).
 * Immutable.
 *
 * @param byProposer by proposer
 * @param clock counts commands, to find the proposer heard least recently
 */
public record Answers(SortedMap<String, Of> byProposer, long clock) {
  /** No command yet. */
  public static final Answers NONE = new Answers(Sorted.empty(), 0);

  /**
   * One proposer's answers.
   *
   * @param forgotten the highest number whose answer may have been dropped
   * @param heard value of the clock at its newest command
   * @param newest answers, oldest first
   */
  public record Of(long forgotten, long heard, List<Answer> newest) {}

  /** The answer to one command. */
  public record Answer(long number, Reply reply) {}

  /** Returns what was answered to this operation, or null if it is new. */
  public @Nullable Reply to(OperationId id) {
    Of known = byProposer.get(id.proposer());
    if (known == null) {
      return null;
    }
    for (Answer answer : known.newest()) {
      if (answer.number() == id.number()) {
        return answer.reply();
      }
    }
    return id.number() <= known.forgotten()
        ? Reply.rejected(Rejection.FORGOTTEN, "the answer to this operation is no longer known")
        : null;
  }

  /** Returns these answers and one more. */
  public Answers with(OperationId id, Reply reply) {
    Of known = byProposer.getOrDefault(id.proposer(), new Of(0, 0, List.of()));
    List<Answer> newest = new ArrayList<>(known.newest());
    newest.add(new Answer(id.number(), reply));
    long forgotten = known.forgotten();
    while (newest.size() > Limits.ANSWERS_PER_PROPOSER) {
      forgotten = Math.max(forgotten, newest.remove(0).number());
    }
    SortedMap<String, Of> next =
        Sorted.with(byProposer, id.proposer(), new Of(forgotten, clock + 1, List.copyOf(newest)));
    return new Answers(next.size() > Limits.PROPOSERS ? withoutOldest(next) : next, clock + 1);
  }

  private static SortedMap<String, Of> withoutOldest(SortedMap<String, Of> proposers) {
    String oldest = proposers.firstKey();
    long least = Long.MAX_VALUE;
    for (var entry : proposers.entrySet()) {
      if (entry.getValue().heard() < least) {
        least = entry.getValue().heard();
        oldest = entry.getKey();
      }
    }
    return Sorted.without(proposers, oldest);
  }
}
