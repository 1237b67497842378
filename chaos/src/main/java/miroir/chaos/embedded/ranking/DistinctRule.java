package miroir.chaos.embedded.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import miroir.chaos.embedded.store.FacetTerm;
import miroir.chaos.embedded.store.IndexView;
import miroir.gateway.api.attribute.FacetValue;
import org.apache.lucene.util.BytesRef;

/** Lets through one document for each value of an attribute. */
final class DistinctRule {
  private final IndexView view;
  private final String[] path;
  private final int attribute;

  DistinctRule(IndexView view, String attribute) {
    this.view = view;
    this.path = attribute.split("\\.");
    this.attribute = view.state().attributes().find(attribute);
  }

  /**
   * What is left of some documents.
   *
   * @param remaining the first of each value
   * @param excluded all documents with a value that was seen, the first ones included
   */
  record Cut(BitSet remaining, BitSet excluded) {}

  Cut cut(BitSet candidates) {
    BitSet excluded = new BitSet();
    BitSet remaining = new BitSet();
    for (int n = candidates.nextSetBit(0); n >= 0; n = candidates.nextSetBit(n + 1)) {
      if (!excluded.get(n)) {
        exclude(view.document(n), 0, excluded);
        remaining.set(n);
      }
    }
    return new Cut(remaining, excluded);
  }

  private void exclude(JsonNode value, int depth, BitSet excluded) {
    if (value.isArray()) {
      value.forEach(element -> exclude(element, depth, excluded));
    } else if (depth < path.length) {
      JsonNode inside = value.get(path[depth]);
      if (inside != null) {
        exclude(inside, depth + 1, excluded);
      }
    } else if (value.isNumber()) {
      excluded.or(view.withFacet(FacetTerm.number(attribute, value.doubleValue())));
    } else if (value.isTextual() || value.isBoolean()) {
      BytesRef stem = FacetTerm.string(attribute, FacetValue.normalize(value.asText()));
      view.visitFacets(
          stem,
          stem,
          term -> {
            excluded.or(view.withFacet(BytesRef.deepCopyOf(term)));
            return true;
          });
    }
  }
}
