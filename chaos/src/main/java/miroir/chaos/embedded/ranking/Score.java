package miroir.chaos.embedded.ranking;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import miroir.gateway.api.json.Json;

/**
 * What one rule says about a document.
 *
 * @param rule which rule
 * @param rank the higher the better, up to {@code maxRank}; both 0 for rules without a score
 * @param details what a sort rule found; empty otherwise
 * @param key the key of a sort rule's details
 */
public record Score(Rule rule, int rank, int maxRank, ObjectNode details, String key) {
  /** The rules. */
  public enum Rule {
    WORDS,
    TYPO,
    PROXIMITY,
    ATTRIBUTE,
    POSITION,
    EXACT_ATTRIBUTE,
    EXACT_WORDS,
    SORT
  }

  static Score ranked(Rule rule, long rank, long maxRank) {
    ObjectNode nothing = Json.object();
    return new Score(rule, (int) rank, (int) maxRank, nothing, "");
  }

  /** The score of this rule alone, from 0 to 1. */
  public double local() {
    return (double) rank / maxRank;
  }

  /** The score of several rules, the first one weighing most; 1 if none has a score. */
  public static double global(List<Score> scores) {
    int rank = 1;
    int maxRank = 1;
    for (Score score : scores) {
      if (score.rule() != Rule.SORT) {
        rank = Math.max(0, rank - 1) * score.maxRank() + score.rank();
        maxRank *= score.maxRank();
      }
    }
    return (double) Integer.toUnsignedLong(rank) / Integer.toUnsignedLong(maxRank);
  }
}
