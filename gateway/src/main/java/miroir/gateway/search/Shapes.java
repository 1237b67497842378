package miroir.gateway.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import miroir.gateway.api.attribute.FilterFeatures;
import miroir.gateway.api.json.Json;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.merge.IndexShape;
import miroir.gateway.merge.IndexShape.FacetOrder;
import miroir.routing.RoutingView.IndexRoute;
import org.jspecify.annotations.Nullable;

/** What the merge must know of an index's settings, kept per settings text. Thread-safe. */
public final class Shapes {
  /** Settings kept; more indexes than this with different settings cost a parse per search. */
  private static final int KEPT = 1_000;

  private final Map<String, IndexSettings> settings = new ConcurrentHashMap<>();
  private final Map<String, IndexShape> shapes = new ConcurrentHashMap<>();

  /** Returns the settings that reads see. */
  public IndexSettings settings(IndexRoute index) {
    return parsed(index.settings());
  }

  /** Returns the settings that writes are validated against. */
  public IndexSettings pending(IndexRoute index) {
    return parsed(index.pendingSettings());
  }

  private IndexSettings parsed(String text) {
    if (settings.size() > KEPT) {
      settings.clear();
    }
    return settings.computeIfAbsent(
        text, json -> IndexSettings.fromJson(Json.tree(json.getBytes(StandardCharsets.UTF_8))));
  }

  /** Returns the shape of an index. */
  public IndexShape shape(IndexRoute index) {
    if (shapes.size() > KEPT) {
      shapes.clear();
    }
    return shapes.computeIfAbsent(
        index.primaryKey() + "\n" + index.settings(),
        text -> make(index.primaryKey(), settings(index)));
  }

  private static IndexShape make(@Nullable String primaryKey, IndexSettings settings) {
    Map<String, FacetOrder> orders = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry :
        settings.get(Setting.FACETING).path("sortFacetValuesBy").properties()) {
      orders.put(
          entry.getKey(),
          entry.getValue().asText().equals("count") ? FacetOrder.COUNT : FacetOrder.ALPHA);
    }
    List<String> filterable =
        new ArrayList<>(settings.filterableRules().patterns(FilterFeatures::filterable));
    return new IndexShape(
        primaryKey,
        settings.everything(Setting.DISPLAYED_ATTRIBUTES)
            ? null
            : settings.strings(Setting.DISPLAYED_ATTRIBUTES),
        settings.maxTotalHits(),
        settings.distinctAttribute().orElse(null),
        settings.maxValuesPerFacet(),
        orders,
        filterable);
  }
}
