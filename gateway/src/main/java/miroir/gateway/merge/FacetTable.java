package miroir.gateway.merge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import miroir.gateway.json.FieldValue;
import miroir.gateway.json.JsonOutput;
import miroir.gateway.json.Members;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * Facets added up over nodes: by field, the number of documents of each value, and least and
 * greatest number (merge-measured.md §6). Reserved fields never get in.
 */
final class FacetTable {
  private final Map<String, Map<FieldValue, FacetEntry>> fields = new TreeMap<>();
  private FacetRanges ranges = new FacetRanges();
  private boolean hasRanges;
  private long candidates;

  private final IndexShape index;

  private FacetTable(IndexShape index) {
    this.index = index;
  }

  /** Returns the facets of some answers together. */
  static FacetTable of(List<NodePage> answers, IndexShape index) {
    FacetTable table = new FacetTable(index);
    for (NodePage answer : answers) {
      table.candidates += answer.total();
      NodePage.@Nullable Range stats = answer.facetStats();
      if (stats != null) {
        table.hasRanges = true;
        table.ranges.add(stats.json(), stats.from());
      }
      NodePage.@Nullable Range distribution = answer.facetDistribution();
      if (distribution != null) {
        Set<String> numeric =
            stats == null ? Set.of() : FacetRanges.fields(stats.json(), stats.from());
        table.add(distribution.json(), distribution.from(), numeric, answer.total());
      }
    }
    return table;
  }

  private void add(byte[] json, int at, Set<String> numeric, long total) {
    Members members = new Members(json, at);
    while (members.next()) {
      String field = members.key();
      if (!ReservedFields.contains(field)) {
        Map<FieldValue, FacetEntry> values =
            fields.computeIfAbsent(field, unseen -> new LinkedHashMap<>());
        FacetReader reader =
            new FacetReader(numeric.contains(field), index.facetOrder(field), total);
        members.endsAt(reader.read(json, members.valueFrom(), values));
      }
    }
  }

  /** Returns a table of the same fields without values. */
  FacetTable empty() {
    FacetTable empty = new FacetTable(index);
    fields.keySet().forEach(field -> empty.fields.put(field, new LinkedHashMap<>()));
    empty.hasRanges = hasRanges;
    return empty;
  }

  /** Takes the counts of another table off; what it has not, stays. */
  FacetTable minus(FacetTable other) {
    other.fields.forEach(
        (field, theirs) -> {
          Map<FieldValue, FacetEntry> mine = fields.getOrDefault(field, new LinkedHashMap<>());
          theirs.forEach(
              (value, entry) ->
                  mine.computeIfPresent(value, (same, one) -> one.plus(-entry.count())));
        });
    return this;
  }

  /**
   * Counts the values of whole documents too, and takes least and greatest numbers from the values
   * that the table then has.
   *
   * @param total how many documents the table then stands for
   */
  FacetTable plusHits(List<Hit> hits, long total) {
    candidates = total;
    ranges = new FacetRanges();
    fields.forEach(
        (field, values) -> {
          hits.forEach(hit -> plusHit(hit, field, values));
          values.entrySet().stream()
              .filter(one -> one.getKey().isNumber() && one.getValue().count() > 0)
              .forEach(one -> ranges.add(field, one.getKey().asDouble()));
        });
    return this;
  }

  private static void plusHit(Hit hit, String field, Map<FieldValue, FacetEntry> values) {
    FacetReader.ofDocument(hit.json(), hit.from(), field)
        .forEach((value, entry) -> values.merge(value, entry, FacetEntry::joined));
  }

  /** Returns the values of a field. */
  Set<FieldValue> values(String field) {
    return fields.getOrDefault(field, Map.of()).keySet();
  }

  /** Returns the sum over the values of a field. */
  long documents(String field) {
    return fields.getOrDefault(field, Map.of()).values().stream()
        .mapToLong(FacetEntry::count)
        .sum();
  }

  /** Appends {@code facetDistribution} and {@code facetStats} as members behind others. */
  void write(JsonOutput output) {
    output.raw(",\"facetDistribution\":{");
    String comma = "";
    for (Map.Entry<String, Map<FieldValue, FacetEntry>> field : fields.entrySet()) {
      output.raw(comma).string(field.getKey()).raw(':');
      writeValues(field.getKey(), field.getValue(), output);
      comma = ",";
    }
    output.raw('}');
    if (hasRanges) {
      output.raw(",\"facetStats\":");
      ranges.write(output);
    }
  }

  private void writeValues(String field, Map<FieldValue, FacetEntry> values, JsonOutput output) {
    output.raw('{');
    String comma = "";
    List<FacetEntry> ordered =
        FacetOrdering.of(index.facetOrder(field), candidates)
            .cut(positive(values), index.maxValuesPerFacet());
    for (FacetEntry entry : ordered) {
      output.raw(comma).raw(entry.key(), 0, entry.key().length).raw(':').number(entry.count());
      comma = ",";
    }
    output.raw('}');
  }

  private static Map<FieldValue, FacetEntry> positive(Map<FieldValue, FacetEntry> values) {
    return values.entrySet().stream()
        .filter(one -> one.getValue().count() > 0)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
  }
}
