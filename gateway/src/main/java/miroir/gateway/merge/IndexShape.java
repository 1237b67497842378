package miroir.gateway.merge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the merge has to know of an index's settings, as the client sees them.
 *
 * @param primaryKey the primary key, or null while the index has none
 * @param displayed displayed attributes; null when all are
 * @param maxTotalHits how deep a client may page
 * @param distinct the attribute that is distinct without being asked for, or null
 * @param maxValuesPerFacet how many values of a facet a client gets
 * @param facetOrders {@code sortFacetValuesBy}: by attribute, {@code *} for the others
 * @param filterable the client's filterable attributes and patterns, without the reserved one
 */
public record IndexShape(
    @Nullable String primaryKey,
    @Nullable List<String> displayed,
    int maxTotalHits,
    @Nullable String distinct,
    int maxValuesPerFacet,
    Map<String, FacetOrder> facetOrders,
    List<String> filterable) {

  /** How the values of a facet are ordered. */
  public enum FacetOrder {
    /** By value: numbers, then texts. */
    ALPHA,
    /** By number of documents, greatest first. */
    COUNT
  }

  /** Copies the collections; a displayed list that holds {@code *} counts as none. */
  public IndexShape {
    displayed = displayed == null || displayed.contains("*") ? null : List.copyOf(displayed);
    facetOrders = Map.copyOf(facetOrders);
    filterable = List.copyOf(filterable);
  }

  /** Returns the shape of an index with this primary key whose settings are all defaults. */
  public static IndexShape defaults(@Nullable String primaryKey) {
    return new IndexShape(primaryKey, null, 1_000, null, 100, Map.of(), List.of());
  }

  /** Returns the order of a facet's values. */
  public FacetOrder facetOrder(String facet) {
    FacetOrder others = facetOrders.getOrDefault("*", FacetOrder.ALPHA);
    return facetOrders.getOrDefault(facet, others);
  }
}
