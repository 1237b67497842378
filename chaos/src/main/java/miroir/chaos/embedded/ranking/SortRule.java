package miroir.chaos.embedded.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import miroir.chaos.embedded.store.FacetTerm;
import miroir.chaos.embedded.store.GeoFilter;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Sets;
import miroir.gateway.api.attribute.GeoBounds;
import miroir.gateway.api.attribute.SortExpression;
import miroir.gateway.api.json.Json;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Orders documents by the value of an attribute or by their distance from a point. */
public final class SortRule {
  private static final double SAME_PLACE_METRES = 1.0;

  private final IndexView view;
  private final SortExpression expression;

  private SortRule(IndexView view, SortExpression expression) {
    this.view = view;
    this.expression = expression;
  }

  /** Sorts an index. */
  public static SortRule of(IndexView view, SortExpression expression) {
    return new SortRule(view, expression);
  }

  /** The expression. */
  public SortExpression expression() {
    return expression;
  }

  /**
   * Documents with equal values.
   *
   * @param details the entry of {@code _rankingScoreDetails} but for its {@code order}
   */
  public record Bucket(BitSet documents, ObjectNode details) {}

  /** Cuts a set in order; documents without a value come last. */
  public List<Bucket> cut(BitSet universe) {
    return expression.point() == null
        ? cutByValue(universe)
        : cutByDistance(universe, expression.point());
  }

  private List<Bucket> cutByValue(BitSet universe) {
    List<Bucket> buckets = new ArrayList<>();
    BitSet rest = Sets.copy(universe);
    int attribute = view.state().attributes().find(expression.field());
    if (attribute >= 0) {
      take(attribute, FacetTerm.NUMBER, rest, buckets);
      take(attribute, FacetTerm.STRING, rest, buckets);
    }
    if (!rest.isEmpty()) {
      buckets.add(new Bucket(rest, value(Json.object().nullNode())));
    }
    return buckets;
  }

  private static ObjectNode value(JsonNode value) {
    ObjectNode details = Json.object();
    details.set("value", value);
    return details;
  }

  private void take(int attribute, byte kind, BitSet rest, List<Bucket> buckets) {
    if (rest.isEmpty()) {
      return;
    }
    List<BytesRef> terms = new ArrayList<>();
    BytesRef head = FacetTerm.head(attribute, kind);
    view.visitFacets(
        head,
        head,
        term -> {
          terms.add(BytesRef.deepCopyOf(term));
          return true;
        });
    int i = expression.ascending() ? 0 : terms.size() - 1;
    int step = expression.ascending() ? 1 : -1;
    while (i >= 0 && i < terms.size() && !rest.isEmpty()) {
      JsonNode value = valueOf(terms.get(i), kind);
      BitSet found = new BitSet();
      while (i >= 0 && i < terms.size() && valueOf(terms.get(i), kind).equals(value)) {
        found.or(view.withFacet(terms.get(i)));
        i += step;
      }
      found.and(rest);
      if (!found.isEmpty()) {
        rest.andNot(found);
        buckets.add(new Bucket(found, value(value)));
      }
    }
  }

  private static JsonNode valueOf(BytesRef term, byte kind) {
    ObjectNode maker = Json.object();
    return kind == FacetTerm.NUMBER
        ? maker.numberNode(FacetTerm.numberOf(term))
        : maker.textNode(FacetTerm.normalizedOf(term));
  }

  /** A document and how far away it is. */
  private record Far(int number, double latitude, double longitude, double metres) {}

  private List<Bucket> cutByDistance(BitSet universe, SortExpression.Point from) {
    List<Far> all = new ArrayList<>();
    view.visitGeo(
        (number, latitude, longitude) -> {
          if (universe.get(number)) {
            double metres =
                GeoFilter.distanceMetres(from.latitude(), from.longitude(), latitude, longitude);
            all.add(new Far(number, latitude, longitude, metres));
          }
        });
    Comparator<Far> order = Comparator.comparingDouble(Far::metres);
    all.sort(expression.ascending() ? order : order.reversed());
    List<Bucket> buckets = new ArrayList<>();
    BitSet rest = Sets.copy(universe);
    int i = 0;
    while (i < all.size()) {
      Far first = all.get(i);
      BitSet same = new BitSet();
      while (i < all.size()
          && Math.abs(all.get(i).metres() - first.metres()) <= SAME_PLACE_METRES) {
        same.set(all.get(i).number());
        i++;
      }
      rest.andNot(same);
      buckets.add(new Bucket(same, place(first)));
    }
    if (!rest.isEmpty()) {
      buckets.add(new Bucket(rest, place(null)));
    }
    return buckets;
  }

  private static ObjectNode place(@Nullable Far far) {
    ObjectNode details = Json.object();
    if (far == null) {
      return details.putNull("value").putNull("distance");
    }
    details.putObject("value").put("lat", far.latitude()).put("lng", far.longitude());
    details.put("distance", far.metres());
    return details;
  }

  /** The key of the entry in {@code _rankingScoreDetails}. */
  public String detailsKey() {
    SortExpression.Point point = expression.point();
    String member =
        point == null
            ? expression.field()
            : "_geoPoint("
                + GeoBounds.plain(point.latitude())
                + ", "
                + GeoBounds.plain(point.longitude())
                + ")";
    return member + (expression.ascending() ? ":asc" : ":desc");
  }

  /**
   * Cuts a set by several rules, the first one first, as listings do: documents whose value is
   * neither number nor string are left out, those without the attribute come last, and one with
   * both comes twice.
   */
  public static List<BitSet> listing(BitSet universe, List<SortRule> rules) {
    if (rules.isEmpty()) {
      return List.of(universe);
    }
    List<BitSet> buckets = new ArrayList<>();
    for (BitSet bucket : rules.get(0).cutForListing(universe)) {
      buckets.addAll(listing(bucket, rules.subList(1, rules.size())));
    }
    return buckets;
  }

  private List<BitSet> cutForListing(BitSet universe) {
    int attribute = view.state().attributes().find(expression.field());
    List<Bucket> buckets = new ArrayList<>();
    if (expression.point() != null) {
      buckets.addAll(cut(universe));
      return buckets.stream().map(Bucket::documents).toList();
    }
    List<BitSet> sets = new ArrayList<>();
    BitSet without = Sets.copy(universe);
    if (attribute >= 0) {
      BitSet existing = view.withFacet(FacetTerm.head(attribute, FacetTerm.EXISTS));
      without.andNot(existing);
      take(attribute, FacetTerm.NUMBER, Sets.and(universe, existing), buckets);
      take(attribute, FacetTerm.STRING, Sets.and(universe, existing), buckets);
      buckets.forEach(bucket -> sets.add(bucket.documents()));
    }
    if (!without.isEmpty()) {
      sets.add(without);
    }
    return sets;
  }
}
