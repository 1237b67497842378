package miroir.gateway.merge;

import java.util.ArrayList;
import java.util.List;
import miroir.gateway.json.Elements;
import miroir.gateway.json.JsonBytes;
import miroir.gateway.json.Members;
import org.jspecify.annotations.Nullable;

/** A node's answer to a search, taken apart: its hits, its total, and ranges of the rest. */
final class NodePage {
  /** A range of the answer. */
  record Range(byte[] json, int from, int to) {}

  private final List<Hit> hits = new ArrayList<>();
  private long total;
  private long processingMillis;
  private boolean countsSemanticHits;
  private @Nullable Range query;
  private @Nullable Range queryVector;
  private @Nullable Range facetDistribution;
  private @Nullable Range facetStats;
  private @Nullable Range performanceDetails;

  private NodePage() {}

  /**
   * Takes an answer apart.
   *
   * @throws IllegalArgumentException when it is not the JSON of a search's answer
   */
  static NodePage read(byte[] json) {
    try {
      NodePage page = new NodePage();
      Members members = new Members(json, JsonBytes.skipSpace(json, 0));
      while (members.next()) {
        page.take(json, members);
      }
      return page;
    } catch (IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("a node's answer is cut short", cut);
    }
  }

  private void take(byte[] json, Members member) {
    if (member.keyIs("hits")) {
      Elements elements = new Elements(json, member.valueFrom());
      while (elements.next()) {
        hits.add(new Hit(json, elements.from(), elements.to()));
      }
      member.endsAt(elements.to());
    } else if (member.keyIs("estimatedTotalHits") || member.keyIs("totalHits")) {
      total = JsonBytes.integer(json, member.valueFrom(), member.valueTo());
    } else if (member.keyIs("processingTimeMs")) {
      processingMillis = JsonBytes.integer(json, member.valueFrom(), member.valueTo());
    } else if (member.keyIs("query")) {
      query = range(json, member);
    } else if (member.keyIs("queryVector")) {
      queryVector = range(json, member);
    } else if (member.keyIs("facetDistribution")) {
      facetDistribution = range(json, member);
    } else if (member.keyIs("facetStats")) {
      facetStats = range(json, member);
    } else if (member.keyIs("performanceDetails")) {
      performanceDetails = range(json, member);
    } else if (member.keyIs("semanticHitCount")) {
      countsSemanticHits = true;
    }
  }

  private static Range range(byte[] json, Members member) {
    return new Range(json, member.valueFrom(), member.valueTo());
  }

  List<Hit> hits() {
    return hits;
  }

  long total() {
    return total;
  }

  long processingMillis() {
    return processingMillis;
  }

  /** Returns whether the node says how many hits came from vectors. */
  boolean countsSemanticHits() {
    return countsSemanticHits;
  }

  @Nullable Range query() {
    return query;
  }

  @Nullable Range queryVector() {
    return queryVector;
  }

  @Nullable Range facetDistribution() {
    return facetDistribution;
  }

  @Nullable Range facetStats() {
    return facetStats;
  }

  @Nullable Range performanceDetails() {
    return performanceDetails;
  }
}
