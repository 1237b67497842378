package miroir.gateway.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import miroir.cluster.Slot;
import miroir.gateway.api.ApiError;
import miroir.gateway.api.ErrorCode;
import miroir.gateway.api.Refusal;
import miroir.gateway.api.attribute.FilterableRules;
import miroir.gateway.api.document.Document;
import miroir.gateway.api.document.GeoField;
import miroir.gateway.api.document.Poison;
import miroir.gateway.api.document.PrimaryKey;
import miroir.gateway.api.settings.IndexSettings;
import miroir.gateway.api.settings.Setting;
import miroir.gateway.json.Members;
import miroir.gateway.lane.Piece;
import miroir.gateway.plan.ReservedFields;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one request, each with its id and slot; or the error that the whole task has.
 * What a node would find out later, and fail the neighbours for, is found out here
 * (meilisearch-measured §9.1). Made on the request's thread, so that the writers' loop looks into
 * no document. Immutable.
 *
 * @param key the primary key by which it is split; null without documents, or when none was found
 * @param pieces the documents in their order
 * @param distinct different ids
 * @param geoError why the task fails where {@code _geo} is filterable or sortable, or null
 * @param error why the task fails in any case, or null
 */
public record DocumentSplit(
    @Nullable String key,
    List<Piece> pieces,
    int distinct,
    @Nullable ApiError geoError,
    @Nullable ApiError error) {
  private static final String GEO = "_geo";

  /**
   * Splits documents.
   *
   * @param primaryKey the index's, or the one that the client names, or null: then it is inferred
   * @throws Refusal if a document has a reserved field
   */
  public static DocumentSplit of(List<Document> documents, @Nullable String primaryKey) {
    return new Splitting(documents, primaryKey).run();
  }

  /** Returns why the task fails under these settings of an index, or null. */
  @Nullable ApiError error(String uid, IndexSettings settings) {
    return geoError != null && usesGeo(settings) ? geoError.inIndex(uid) : error;
  }

  private static boolean usesGeo(IndexSettings settings) {
    FilterableRules rules = settings.filterableRules();
    return rules.filterable(GEO) || settings.strings(Setting.SORTABLE_ATTRIBUTES).contains(GEO);
  }

  /** One pass over the documents. The first error counts; reserved fields are looked for in all. */
  private static final class Splitting {
    private final List<Document> documents;
    private final List<Piece> pieces;
    private final Set<String> ids = new HashSet<>();
    private @Nullable String key;
    private @Nullable ApiError geoError;
    private @Nullable ApiError error;

    Splitting(List<Document> documents, @Nullable String primaryKey) {
      this.documents = documents;
      this.pieces = new ArrayList<>(documents.size());
      this.key = primaryKey;
    }

    DocumentSplit run() {
      if (key == null && !documents.isEmpty()) {
        infer(documents.get(0));
      }
      PlainId plain = new PlainId(key);
      for (Document document : documents) {
        String id = plain.of(document);
        if (id == null) {
          requireUnreserved(document);
          id = error == null && key != null ? slowly(document, key) : null;
        }
        if (id != null && error == null) {
          ids.add(id);
          pieces.add(
              new Piece(
                  document.source(),
                  document.start(),
                  document.end(),
                  id,
                  Slot.of(id),
                  pieces.size()));
        }
      }
      return error == null
          ? new DocumentSplit(key, List.copyOf(pieces), ids.size(), geoError, null)
          : new DocumentSplit(key, List.of(), 0, geoError, error);
    }

    private void infer(Document first) {
      error = Poison.unstorable(first).orElse(null);
      if (error != null) {
        return;
      }
      try {
        key = PrimaryKey.infer(first.tree()).name();
      } catch (Refusal refusal) {
        error = refusal.error();
      }
    }

    /** Returns the id, or null with the error noted. */
    private @Nullable String slowly(Document document, String primaryKey) {
      Optional<ApiError> poison = Poison.unstorable(document);
      if (poison.isEmpty()) {
        ObjectNode tree = document.tree();
        try {
          String id = new PrimaryKey(primaryKey).idOf(tree);
          poison = Poison.vectors(tree, id);
          if (poison.isEmpty()) {
            if (geoError == null) {
              geoError = GeoField.complaint(tree, id).orElse(null);
            }
            return id;
          }
        } catch (Refusal refusal) {
          poison = Optional.of(refusal.error());
        }
      }
      error = poison.orElse(null);
      return null;
    }
  }

  private static void requireUnreserved(Document document) {
    Members members = new Members(document.source(), document.start());
    while (members.next()) {
      String name = members.key();
      if (ReservedFields.contains(name)) {
        throw ErrorCode.MIROIR_RESERVED_FIELD.refusal(
            "The field `"
                + name
                + "` is reserved: names of fields that begin with `"
                + ReservedFields.PREFIX
                + "` belong to Miroir.");
      }
    }
  }
}
