package miroir.chaos.embedded.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import miroir.chaos.embedded.ranking.Score;
import miroir.gateway.api.json.Json;

/** Shows scores rule by rule, as {@code _rankingScoreDetails}. */
final class ScoreDetails {
  private static final String[] MATCH_TYPES = {"noExactMatch", "matchesStart", "exactMatch"};

  private final boolean attributeTogether;
  private final ObjectNode json = Json.object();
  private int order;

  private ScoreDetails(boolean attributeTogether) {
    this.attributeTogether = attributeTogether;
  }

  /**
   * The object.
   *
   * @param attributeTogether true if the rules have {@code attribute} instead of its two halves
   */
  static ObjectNode of(List<Score> scores, boolean attributeTogether) {
    ScoreDetails details = new ScoreDetails(attributeTogether);
    for (int i = 0; i < scores.size(); i++) {
      details.add(scores.get(i), i > 0 ? scores.get(i - 1) : scores.get(i));
    }
    return details.json;
  }

  private ObjectNode entry(String key) {
    ObjectNode entry = json.putObject(key);
    entry.put("order", order);
    order++;
    return entry;
  }

  private void add(Score score, Score before) {
    switch (score.rule()) {
      case WORDS ->
          entry("words")
              .put("matchingWords", score.rank())
              .put("maxMatchingWords", score.maxRank())
              .put("score", score.local());
      case TYPO ->
          entry("typo")
              .put("typoCount", score.maxRank() - score.rank())
              .put("maxTypoCount", score.maxRank() - 1)
              .put("score", score.local());
      case PROXIMITY -> entry("proximity").put("score", score.local());
      case ATTRIBUTE ->
          entry(attributeTogether ? "attribute" : "attributeRank")
              .put(attributeTogether ? "attributeRankingOrderScore" : "score", score.local());
      case POSITION -> addPosition(score, before);
      case EXACT_ATTRIBUTE ->
          entry("exactness")
              .put("matchType", MATCH_TYPES[score.rank() - 1])
              .put("score", score.local());
      case EXACT_WORDS -> addExactWords(score, before);
      case SORT -> entry(score.key()).setAll(score.details());
    }
  }

  private void addPosition(Score score, Score before) {
    if (!attributeTogether) {
      entry("wordPosition").put("score", score.local());
      return;
    }
    ((ObjectNode) json.path("attribute"))
        .put("queryWordDistanceScore", score.local())
        .put("score", Score.global(List.of(before, score)));
  }

  private void addExactWords(Score score, Score before) {
    if (before.rank() == 1) {
      ObjectNode exactness = (ObjectNode) json.path("exactness");
      exactness.remove("score");
      List<Score> both = new ArrayList<>(List.of(before, score));
      exactness
          .put("matchingWords", score.rank() - 1)
          .put("maxMatchingWords", score.maxRank() - 1)
          .put("score", Score.global(both));
    }
  }
}
