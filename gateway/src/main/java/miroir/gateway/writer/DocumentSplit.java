package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import miroir.cluster.Slot;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.GeoField;
import miroir.gateway.api.document.Poison;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.lane.Piece;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one request, each with its id and slot; or the error that the whole task has.
 * What a node would find out later, and fail the neighbours for, is found out here
 * (meilisearch-measured §9.1).
 *
 * @param pieces the documents in their order
 * @param distinct different ids
 * @param error why the task fails, or null
 */
record DocumentSplit(List<Piece> pieces, int distinct, @Nullable ApiError error) {
  private static final String GEO = "_geo";

  static DocumentSplit of(List<Document> documents, String primaryKey, IndexSettings settings) {
    PrimaryKey key = new PrimaryKey(primaryKey);
    boolean geo = usesGeo(settings);
    List<Piece> pieces = new ArrayList<>(documents.size());
    Set<String> ids = new HashSet<>();
    for (Document document : documents) {
      Optional<ApiError> unstorable = Poison.unstorable(document);
      if (unstorable.isPresent()) {
        return failing(unstorable.get());
      }
      ObjectNode tree = document.tree();
      String id;
      try {
        id = key.idOf(tree);
      } catch (Refusal refusal) {
        return failing(refusal.error());
      }
      Optional<ApiError> poison = Poison.vectors(tree, id);
      if (poison.isEmpty() && geo) {
        poison = GeoField.complaint(tree, id);
      }
      if (poison.isPresent()) {
        return failing(poison.get());
      }
      ids.add(id);
      pieces.add(
          new Piece(
              document.source(), document.start(), document.end(), id, Slot.of(id), pieces.size()));
    }
    return new DocumentSplit(List.copyOf(pieces), ids.size(), null);
  }

  private static DocumentSplit failing(ApiError error) {
    return new DocumentSplit(List.of(), 0, error);
  }

  private static boolean usesGeo(IndexSettings settings) {
    FilterableRules rules = settings.filterableRules();
    return rules.filterable(GEO) || settings.strings(Setting.SORTABLE_ATTRIBUTES).contains(GEO);
  }
}
