package miroir.chaos.embedded.facet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import miroir.chaos.embedded.store.FacetTerm;
import miroir.chaos.embedded.store.IndexView;
import miroir.chaos.embedded.store.Sets;
import miroir.gateway.api.json.Json;
import org.apache.lucene.util.BytesRef;

/** The values of one attribute and how often they occur. */
public final class FacetCounts {
  private static final int FEW_CANDIDATES = 3_000;

  private FacetCounts() {}

  /**
   * One value.
   *
   * @param key what it is found by
   * @param shown as it was first written
   */
  public record Value(String key, String shown, int count) {}

  /**
   * The entry of {@code facetDistribution} for an attribute: its numbers, then its strings. Of
   * equal counts the greatest key is first.
   */
  public static ObjectNode distribution(
      IndexView view, int attribute, BitSet candidates, int limit, boolean byCount) {
    List<Value> numbers = numbers(view, attribute, candidates);
    List<Value> strings = strings(view, attribute, candidates, candidates);
    if (byCount) {
      mostFrequentFirst(numbers);
      mostFrequentFirst(strings);
    } else if (candidates.cardinality() <= FEW_CANDIDATES) {
      numbers.sort(Comparator.comparing(Value::shown));
    }
    ObjectNode json = Json.object();
    Stream.concat(numbers.stream(), strings.stream())
        .limit(limit)
        .forEach(value -> json.put(value.shown(), value.count()));
    return json;
  }

  private static void mostFrequentFirst(List<Value> ascending) {
    Collections.reverse(ascending);
    ascending.sort(Comparator.comparingInt(Value::count).reversed());
  }

  /** The numbers of an attribute, ascending. */
  private static List<Value> numbers(IndexView view, int attribute, BitSet candidates) {
    List<Value> values = new ArrayList<>();
    BytesRef head = FacetTerm.head(attribute, FacetTerm.NUMBER);
    view.visitFacets(
        head,
        head,
        term -> {
          int count = Sets.and(view.withFacet(BytesRef.deepCopyOf(term)), candidates).cardinality();
          if (count > 0) {
            String shown = plain(FacetTerm.numberOf(term));
            values.add(new Value(shown, shown, count));
          }
          return true;
        });
    return values;
  }

  private static String plain(double number) {
    String text = new BigDecimal(Double.toString(number)).toPlainString();
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /**
   * The strings of an attribute by their normalised form.
   *
   * @param spellers documents of which the first with a value gives its spelling
   */
  public static List<Value> strings(
      IndexView view, int attribute, BitSet candidates, BitSet spellers) {
    TreeMap<BytesRef, Spelled> values = new TreeMap<>();
    BytesRef head = FacetTerm.head(attribute, FacetTerm.STRING);
    view.visitFacets(
        head,
        head,
        term -> {
          BitSet documents = Sets.and(view.withFacet(BytesRef.deepCopyOf(term)), spellers);
          if (!documents.isEmpty()) {
            String key = FacetTerm.normalizedOf(term);
            Spelled spelled = new Spelled(FacetTerm.originalOf(term), documents);
            values.merge(new BytesRef(key), spelled, Spelled::with);
          }
          return true;
        });
    List<Value> counted = new ArrayList<>();
    values.forEach(
        (key, spelled) -> {
          int count = Sets.and(spelled.documents(), candidates).cardinality();
          if (count > 0) {
            counted.add(new Value(key.utf8ToString(), spelled.shown(), count));
          }
        });
    return counted;
  }

  /** A spelling and the documents with it or another. */
  private record Spelled(String shown, BitSet documents) {
    Spelled with(Spelled other) {
      boolean first = documents.nextSetBit(0) < other.documents.nextSetBit(0);
      return new Spelled(first ? shown : other.shown, Sets.or(documents, other.documents));
    }
  }

  /** The entry of {@code facetStats}; empty if no candidate has a number. */
  public static ObjectNode statistics(IndexView view, int attribute, BitSet candidates) {
    double[] ends = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    BytesRef head = FacetTerm.head(attribute, FacetTerm.NUMBER);
    view.visitFacets(
        head,
        head,
        term -> {
          if (view.withFacet(BytesRef.deepCopyOf(term)).intersects(candidates)) {
            double number = FacetTerm.numberOf(term);
            ends[0] = Math.min(ends[0], number);
            ends[1] = Math.max(ends[1], number);
          }
          return true;
        });
    ObjectNode json = Json.object();
    if (ends[0] <= ends[1]) {
      json.put("min", ends[0]).put("max", ends[1]);
    }
    return json;
  }
}
