package miroir.gateway.merge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import miroir.gateway.json.FieldValue;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.Members;
import miroir.gateway.merge.rank.Ranking;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/** One hit of one node, as a range of the node's answer; what it means is read when asked for. */
final class Hit {
  static final String SCORE = "_rankingScore";
  static final String DETAILS = "_rankingScoreDetails";

  private final byte[] json;
  private final int from;
  private final int to;
  private @Nullable Ranking ranking;

  Hit(byte[] json, int from, int to) {
    this.json = json;
    this.from = from;
    this.to = to;
  }

  byte[] json() {
    return json;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  Ranking ranking() {
    @Nullable Ranking known = ranking;
    if (known == null) {
      known = readRanking();
      ranking = known;
    }
    return known;
  }

  /** Judges the hit anew; its score stays what the node said. */
  void mend() {
    ranking = ranking().mended();
  }

  private Ranking readRanking() {
    Members members = new Members(json, from);
    while (members.next()) {
      if (members.keyBegins('_') && members.keyIs(DETAILS)) {
        return Ranking.read(json, members.valueFrom(), ReservedFields.ORDER_RULE);
      }
    }
    return Ranking.NONE;
  }

  /** Returns the score that the node gave; 0 where it gave none. */
  double score() {
    Members members = new Members(json, from);
    while (members.next()) {
      if (members.keyBegins('_') && members.keyIs(SCORE)) {
        return JsonBytes.number(json, members.valueFrom(), members.valueTo());
      }
    }
    return 0;
  }

  List<FieldValue> values(String field) {
    return FieldValue.of(json, from, field);
  }

  /** Returns the text of a member that is a string or a number; null when there is none. */
  @Nullable String text(String member) {
    Members members = new Members(json, from);
    while (members.next()) {
      if (members.keyIs(member)) {
        return json[members.valueFrom()] == '"'
            ? JsonBytes.string(json, members.valueFrom(), members.valueTo())
            : new String(
                json,
                members.valueFrom(),
                members.valueTo() - members.valueFrom(),
                StandardCharsets.UTF_8);
      }
    }
    return null;
  }
}
